/** Errors of how a call is written: its address, its method, its parameters. */
import { say } from '../../words.ts';
import { anyApp, type CatalogueEntry } from './entry.ts';

const reportOrCorrect = anyApp(
  '前厅的请求是固定的：请把日志中的请求编号交给前厅的开发者。自己开发的工具请对照接口文档改正。',
  'Foyer’s calls are fixed: give the request id from the log to its developers. In a tool of your own, correct the call after the documentation of the API.',
);

export const parameterErrors: readonly CatalogueEntry[] = [
  {
    codes: ['400002', '40035', 'parameter.error', 'invalidParameter.*'],
    outcome: 'dingtalk_refused',
    says: '参数错误 / 不合法的参数',
    meaning: say(
      '有一个参数缺少、写法不对，或者钉钉没有读到请求体。',
      'A parameter is missing or malformed, or DingTalk did not read the body of the call.',
    ),
    causes: [
      say(
        '参数的名称或类型不对：新版接口用驼峰命名，旧版接口用下划线。',
        'A parameter has the wrong name or type: the newer APIs use camelCase, the older ones underscores.',
      ),
      say(
        '请求体的类型不对，例如把表单发给了只读 JSON 的接口。',
        'The body has the wrong type, for example a form sent to an API that reads JSON only.',
      ),
    ],
    remedies: [reportOrCorrect],
    retry: 'never',
    actor: 'developer',
  },
  {
    codes: ['Missing*'],
    outcome: 'dingtalk_refused',
    says: 'is mandatory for this action.',
    meaning: say(
      '缺少一个必填字段，字段名就在 Missing 后面，例如 MissingclientId。',
      'A mandatory field is missing; its name follows the word Missing, as in MissingclientId.',
    ),
    causes: [
      say(
        '字段没有发送，或者用了下划线命名（client_id）。',
        'The field was not sent, or was spelled with an underscore (client_id).',
      ),
      say('Missingbody：请求体不是 JSON，而是表单。', 'Missingbody: the body is a form and not JSON.'),
    ],
    remedies: [reportOrCorrect],
    retry: 'never',
    actor: 'developer',
  },
  {
    codes: ['22', '404', 'InvalidAction.NotFound'],
    outcome: 'dingtalk_refused',
    says: 'Specified api is not found, please check your url and method. / 请求的URI地址不存在',
    meaning: say('钉钉没有这个接口。', 'DingTalk has no such API.'),
    causes: [
      say(
        'DINGTALK_API_URL 与 DINGTALK_OAPI_URL 填反了，或指向了别处。',
        'DINGTALK_API_URL and DINGTALK_OAPI_URL are swapped, or lead elsewhere.',
      ),
      say(
        '工具里的路径或方法写错了，例如 /v1.0/oauth2/token。',
        'A tool has a wrong path or method, for example /v1.0/oauth2/token.',
      ),
      say('代理改写了地址。', 'A proxy rewrites the address.'),
    ],
    remedies: [
      anyApp(
        '核对 DINGTALK_API_URL 和 DINGTALK_OAPI_URL（通常不用设置），并检查中间的代理。自己开发的工具请改正路径和方法。',
        'Check DINGTALK_API_URL and DINGTALK_OAPI_URL, which are usually not set, and proxies on the way. In a tool of your own, correct path and method.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'developer',
  },
  {
    codes: ['43001', '43002', '43003', '43004', '43005', '43009', '44002', '47001', '40038'],
    outcome: 'dingtalk_refused',
    says: '需要GET请求 / 需要POST请求 / 需要HTTPS / POST的数据包为空 / 解析JSON/XML内容错误',
    meaning: say(
      '请求的形式不对：方法、协议、内容类型或请求体。',
      'The form of the call is wrong: its method, scheme, content type or body.',
    ),
    causes: [
      say(
        '中间的代理改变了请求，例如去掉了请求体。',
        'A proxy on the way changed the call, for example removed its body.',
      ),
      say(
        '工具用错了方法，或没有声明 Content-Type 为 application/json。',
        'A tool uses the wrong method, or does not announce application/json.',
      ),
    ],
    remedies: [
      anyApp(
        '检查服务器与钉钉之间的代理。自己开发的工具请对照接口文档改正方法、内容类型和请求体。',
        'Check the proxies between the server and DingTalk. In a tool of your own, correct method, content type and body after the documentation of the API.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'developer',
  },
  {
    codes: ['40068', '40069', '40070'],
    outcome: 'dingtalk_refused',
    says: '不合法的偏移量 / 不合法的分页大小 / 不合法的排序参数',
    meaning: say('分页的偏移量、大小或排序参数不对。', 'The offset, the size or the order of a page is wrong.'),
    causes: [
      say(
        '分页大小超过上限（多为 100），或偏移量不是上一页给出的。',
        'The page is larger than allowed (mostly 100), or the offset is not the one that the page before gave.',
      ),
    ],
    remedies: [reportOrCorrect],
    retry: 'never',
    actor: 'developer',
  },
  {
    codes: ['88'],
    outcome: 'dingtalk_refused',
    says: 'ding talk error',
    meaning: say('钉钉的网关拒绝了请求，却没有说明原因。', 'DingTalk’s gateway refused the call without saying why.'),
    causes: [
      say('原因通常在 sub_code 里；这一次没有。', 'The cause usually stands in sub_code; this time it does not.'),
    ],
    remedies: [
      anyApp(
        '把请求编号交给钉钉客服。通常前厅显示的是 sub_code，请按它查找。',
        'Give the request id to the support of DingTalk. Foyer usually shows the sub_code in place of 88: look that up.',
      ),
    ],
    retry: 'later',
    actor: 'developer',
  },
];
