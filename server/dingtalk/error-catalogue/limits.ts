/** Errors of calling too often. */
import { say } from '../../words.ts';
import { anyApp, type CatalogueEntry } from './entry.ts';

export const limitErrors: readonly CatalogueEntry[] = [
  {
    codes: [
      '90018',
      'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi',
      'Forbidden.AccessDenied.QpmLimitForAppkeyAndApi',
      'Forbidden.AccessDenied.QpsLimitForSuitekeyAndOrgAndApi',
      'Forbidden.AccessDenied.QpmLimitForSuitekeyAndOrgAndApi',
    ],
    outcome: 'dingtalk_busy',
    says: '您的企业应用调用钉钉开放平台当前接口的所有请求都被暂时禁用了',
    meaning: say(
      '这个应用调用这个接口太频繁了。标准版的上限是每个应用、每个接口每秒 20 次。',
      'This app calls this API too often. The standard edition allows 20 calls a second of one app to one API.',
    ),
    causes: [
      say(
        '别的程序也在用同一个应用，例如另一个通讯录同步。',
        'Another program uses the same app, for example a second directory synchronisation.',
      ),
      say('很多人在同一时刻登录。', 'Many people sign in at the same moment.'),
    ],
    remedies: [
      anyApp(
        '等一秒以上再试，前厅会自己做。经常发生时：给别的程序单独创建应用，或错开整点。',
        'Wait a second or more, which Foyer does by itself. If it happens often, give the other program an app of its own, or keep away from the full hour.',
      ),
    ],
    retry: 'later',
    actor: 'nobody',
  },
  {
    codes: ['90002', 'Forbidden.AccessDenied.QpsLimitForApi'],
    outcome: 'dingtalk_busy',
    says: '当前所有钉钉应用调用该接口次数过多，超出了该接口承受的最大qps，请求被暂时限制了',
    meaning: say(
      '所有公司加起来，对这个接口的调用太多了。与您的应用无关。',
      'All companies together call this API too often. It has nothing to do with your app.',
    ),
    causes: [
      say('整点前后，很多公司的程序同时运行。', 'Around the full hour, programs of many companies run at once.'),
    ],
    remedies: [
      anyApp(
        '不用处理：稍后重试。定时任务请避开整点，例如放在每小时的第 10 分钟。',
        'Nothing to do but try again later. Keep scheduled work away from the full hour, for example at ten past.',
      ),
    ],
    retry: 'later',
    actor: 'nobody',
  },
  {
    codes: [
      ...(['90001', '90003', '90004', '90005', '90006', '90007', '90008'] as const),
      ...(['90009', '90010', '90011', '90012', '90013', '90014', '90017', '45009'] as const),
    ],
    outcome: 'dingtalk_busy',
    says: '接口调用超过限制',
    meaning: say(
      '调用次数超过了钉钉的某一项限制：按地址、公司、应用或接口计算。',
      'The calls went over one of DingTalk’s limits: by address, company, app or API.',
    ),
    causes: [
      say(
        '别的程序从同一个地址，或用同一个应用调用钉钉。',
        'Another program calls DingTalk from the same address, or with the same app.',
      ),
    ],
    remedies: [
      anyApp(
        '稍等再试。经常发生时，查一查还有什么程序在调用钉钉。',
        'Wait a moment and try again. If it happens often, see what else calls DingTalk.',
      ),
    ],
    retry: 'later',
    actor: 'nobody',
  },
  {
    codes: ['90020', 'Forbidden.AccessDenied.ApiCountLimitForOrg'],
    outcome: 'dingtalk_busy',
    meaning: say(
      '公司本月的接口调用次数用完了。标准版每月 5000 次。',
      'The company has used up its calls of this month. The standard edition has 5,000 a month.',
    ),
    causes: [
      say(
        '别的应用用掉了额度。登录、凭证、通讯录、角色和外部联系人接口不计入，前厅本身不消耗额度。',
        'Other apps used the quota. Sign-in, tokens, contacts, roles and external contacts do not count, so Foyer itself uses none.',
      ),
    ],
    remedies: [
      anyApp(
        '由管理员向钉钉升级套餐，或等到下个月。',
        'An administrator upgrades the edition with DingTalk, or waits for the next month.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'administrator',
  },
  {
    codes: ['x5-block', '1111'],
    outcome: 'dingtalk_busy',
    meaning: say(
      '钉钉的防护把这个地址挡在外面五分钟：20 秒内的请求超过了一万次。',
      'DingTalk’s shield keeps this address out for five minutes: it made more than 10,000 calls in 20 seconds.',
    ),
    causes: [
      say(
        '同一个出口地址后面的别的程序在大量调用钉钉。',
        'Another program behind the same egress address floods DingTalk.',
      ),
    ],
    remedies: [
      anyApp(
        '等五分钟；其间的请求不会成功。再次发生时，在网络出口上找出大量调用钉钉的程序。',
        'Wait five minutes, in which no call succeeds. If it happens again, find the program that floods DingTalk from this address.',
      ),
    ],
    retry: 'later',
    actor: 'administrator',
  },
  {
    codes: ['429'],
    outcome: 'dingtalk_busy',
    meaning: say(
      '钉钉或中间的代理以 429 作答：请求太频繁。',
      'DingTalk, or a proxy on the way, answered with status 429: too many requests.',
    ),
    causes: [
      say('短时间内调用太多。', 'Too many calls within a short time.'),
      say('公司出口的代理有自己的限额。', 'A proxy of the company has a limit of its own.'),
    ],
    remedies: [
      anyApp(
        '稍等再试。经常发生时，查看服务器与钉钉之间的代理。',
        'Wait a moment and try again. If it happens often, look at the proxies between the server and DingTalk.',
      ),
    ],
    retry: 'later',
    actor: 'nobody',
  },
];
