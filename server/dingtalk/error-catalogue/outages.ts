/** Errors that are DingTalk's own, or the network's. */
import { say } from '../../words.ts';
import { anyApp, type CatalogueEntry } from './entry.ts';

export const outageErrors: readonly CatalogueEntry[] = [
  {
    codes: ['-1', 'system.busy', 'systemBusy'],
    outcome: 'dingtalk_busy',
    says: '系统繁忙',
    meaning: say('钉钉一时忙不过来。', 'DingTalk is too busy for a moment.'),
    causes: [
      say(
        '钉钉暂时过载，或者这个接口自己在限流。',
        'DingTalk is overloaded for the moment, or this API limits calls by itself.',
      ),
      say(
        '创建用户时：公司本周添加的人数或总人数已到上限。',
        'When a user is created: the company has reached its weekly limit for adding employees, or its total limit.',
      ),
    ],
    remedies: [
      anyApp('不用处理：稍后重试，最多三次。', 'Nothing to do but try again a little later, three times at most.'),
      anyApp(
        '创建用户时反复出现：等到下周，或由管理员向钉钉申请扩大人数上限。',
        'If it stays while users are created: wait for the next week, or have an administrator ask DingTalk for a larger limit.',
      ),
    ],
    retry: 'later',
    actor: 'nobody',
  },
  {
    codes: ['system.error', 'server.error', 'unknownError', 'Service Unavailable', '400001'],
    outcome: 'dingtalk_unreachable',
    says: '系统错误 / 未知错误',
    meaning: say('钉钉内部出错。', 'DingTalk has trouble of its own.'),
    causes: [
      say('钉钉一时故障。', 'A passing failure at DingTalk.'),
      say(
        '换取应用凭证时一直这样：钉钉不认识 DINGTALK_CORP_ID 这家公司。',
        'Always at the app token: DingTalk does not know the company in DINGTALK_CORP_ID.',
      ),
    ],
    remedies: [
      anyApp(
        '稍后重试。只有换取应用凭证时一直这样：核对 DINGTALK_CORP_ID。其余情况持续不断时，把请求编号交给钉钉客服。',
        'Try again later. If it stays at the app token only, check DINGTALK_CORP_ID; otherwise give the request id to the support of DingTalk.',
      ),
    ],
    retry: 'later',
    actor: 'nobody',
  },
  {
    codes: ['service.timeout', '15', 'isp.top-remote-connection-timeout'],
    outcome: 'dingtalk_unreachable',
    meaning: say('钉钉没有在自己的三秒时限内完成。', 'DingTalk did not finish within its own limit of three seconds.'),
    causes: [
      say(
        '钉钉一时太慢，或者一次要的数据太多。',
        'DingTalk is slow for the moment, or too much was asked for at once.',
      ),
    ],
    remedies: [anyApp('不用处理：稍后重试。', 'Nothing to do but try again later.')],
    retry: 'later',
    actor: 'nobody',
  },
  {
    codes: ['unreachable'],
    outcome: 'dingtalk_unreachable',
    meaning: say(
      '服务器联系不上钉钉，或没有等到完整的应答。',
      'The server cannot reach DingTalk, or did not receive a complete answer in time.',
    ),
    causes: [
      say('服务器外网方向的 DNS、防火墙或代理有问题。', 'DNS, a firewall or a proxy on the server’s way out.'),
      say(
        'TLS 证书没有通过检查，例如中间的设备换了证书。',
        'The TLS certificate was not accepted, for example because a device on the way replaces it.',
      ),
      say('钉钉自身故障。', 'An outage at DingTalk.'),
    ],
    remedies: [
      anyApp(
        '在服务器上分别用 curl 访问钉钉的登录、api 和 oapi 三个主机；日志中的 host 和 reason 说明是哪一个、为什么。',
        'Call the login, api and oapi hosts of DingTalk with curl on the server; host and reason in the log say which one failed, and why.',
      ),
    ],
    retry: 'later',
    actor: 'administrator',
  },
  {
    codes: ['gateway-error'],
    outcome: 'dingtalk_unreachable',
    meaning: say('来的是 5xx 状态码，却不是钉钉的 JSON。', 'A 5xx status arrived without DingTalk’s JSON.'),
    causes: [
      say('钉钉的网关一时故障。', 'A passing failure of DingTalk’s gateway.'),
      say(
        '公司出口的代理连不上钉钉，自己作了答。',
        'A proxy of the company could not reach DingTalk and answered in its place.',
      ),
    ],
    remedies: [
      anyApp(
        '稍后重试。一直如此时，在服务器上用 curl 访问钉钉，看是谁在作答。',
        'Try again later. If it stays, call DingTalk with curl on the server and see who answers.',
      ),
    ],
    retry: 'later',
    actor: 'nobody',
  },
  {
    codes: ['html-answer'],
    outcome: 'dingtalk_refused',
    meaning: say(
      '来的不是 JSON，而是网页、空白或半截文档。',
      'What arrived is no JSON but a web page, nothing at all, or half a document.',
    ),
    causes: [
      say(
        '公司出口的代理或防火墙返回了自己的页面，例如要求登录。',
        'A proxy or firewall of the company answered with a page of its own, for example to sign in.',
      ),
      say(
        'DINGTALK_LOGIN_URL、DINGTALK_API_URL 或 DINGTALK_OAPI_URL 指向了别的服务器。',
        'DINGTALK_LOGIN_URL, DINGTALK_API_URL or DINGTALK_OAPI_URL leads to another server.',
      ),
      say('钉钉的防护以网页拦截了这个地址。', 'DingTalk’s shield blocks this address with a web page.'),
    ],
    remedies: [
      anyApp(
        '在服务器上用 curl 访问同一个主机，看返回的是什么；请网络管理员直接放行钉钉的主机。',
        'Call the same host with curl on the server and look at the answer; have whoever runs the network let DingTalk’s hosts through.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'administrator',
  },
  {
    codes: ['unexpected-answer'],
    outcome: 'dingtalk_refused',
    meaning: say(
      '来的是 JSON，但不是钉钉文档中的样子。前厅不猜测，一律拒绝。',
      'JSON arrived, but not as DingTalk documents it. Foyer does not guess and refuses it.',
    ),
    causes: [
      say('钉钉改变了应答的格式。', 'DingTalk has changed the form of its answer.'),
      say(
        '作答的是别的服务器，或中间的代理改动了应答。',
        'Another server answered, or a proxy on the way changed the answer.',
      ),
    ],
    remedies: [
      anyApp(
        '看日志中的状态码，并检查中间的代理；没有代理时，请报告给前厅的开发者。',
        'Look at the status in the log and at proxies on the way; without one, report it to the developers of Foyer.',
      ),
    ],
    retry: 'never',
    actor: 'developer',
  },
];
