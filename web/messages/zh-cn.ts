/** Every word that may be needed before somebody is signed in, in Chinese. The English table has the same keys; the compiler compares them. */
import type { Messages } from './messages.ts';

export const zhCn = {
  product: '前厅 Foyer',
  skipToContent: '跳到正文',
  loading: '正在加载…',
  tryAgain: '重试',
  cancel: '取消',
  copied: '已复制',
  copyFailed: '无法复制，请手动选择文本',
  copyLabel: '复制{{what}}',
  reference: '参考编号',
  required: '必填',
  referenceHint: '联系管理员时请提供此编号，管理员可凭它在日志中找到这次请求。',
  language: { label: '语言' },
  theme: { label: '外观', system: '跟随系统', light: '浅色', dark: '深色' },
  sandbox: { text: '沙箱环境：虚构的公司，不涉及钉钉', faults: '模拟故障' },
  signIn: {
    title: '登录',
    heading: '欢迎来到前厅',
    lead: '公司内部工具，从这里一次登录，全部打开。',
    button: '用钉钉登录',
    explain: '您将前往钉钉确认身份，然后回到这里。前厅不会得到您的钉钉密码。',
    inClient: '已在电脑或手机上登录钉钉？通常只需点一次确认。',
    ended: { title: '登录已结束', text: '您已离开较长时间，或已在别处退出。请重新登录，会回到刚才的页面。' },
    left: { title: '您已退出登录', text: '在公用电脑上，请同时关闭浏览器窗口。' },
    signedInTitle: '您已登录',
    signedInAs: '当前登录身份',
    continue: '继续',
    otherAccount: '使用其他账号',
    toSignIn: '返回登录页',
    stillSignedIn: '您仍以原来的身份登录：',
  },
  help: {
    permissions: '应用缺少的钉钉权限',
    permissionsUnknown: '钉钉没有说明缺少哪一项权限。管理员可以凭参考编号在日志中查看。',
    stepsTitle: '管理员如何处理',
    steps: [
      '打开钉钉开发者后台，进入该应用的详情页。',
      '在“权限管理”中搜索上面的权限名称或代码，点击“申请权限”。',
      '确认需要登录的员工在应用的通讯录授权范围内。',
    ],
    takesEffect: {
      person: '开通后请当事人重新登录：这类权限对新的登录才生效。',
      app: '开通后等几分钟即可，任何人都不需要重新登录。最迟在应用凭证换新时生效，不超过两小时。',
      either:
        '开通后，涉及登录者本人的权限（如 Contact.User.Read）对新的登录才生效，请当事人重新登录；应用自己的权限几分钟内生效，最迟在应用凭证换新时，不超过两小时。',
    },
    dingtalkCode: '钉钉错误码',
    dingtalkRequestId: '钉钉请求编号',
    whatToDo: '怎么办',
  },
  dingtalkError: {
    title: '钉钉错误 {{code}}',
    titleWithoutCode: '钉钉的回答是什么意思',
    causes: '可能的原因，最常见的在前',
    remedies: '处理办法',
    app: { internal: '企业内部应用', 'third-party': '第三方企业应用' },
    retry: {
      later: '稍后重试即可',
      'after-remedy': '处理之后再重试',
      never: '重试没有用',
    },
    actor: {
      nobody: '无需任何人处理',
      employee: '由员工本人处理',
      administrator: '由钉钉管理员处理',
      developer: '由应用开发者处理',
    },
  },
  errors: {
    foyer_unreachable: {
      title: '无法连接到前厅',
      text: '您的网络可能已断开，或者前厅正在重启。',
      action: '请检查网络后重试。如果同事也无法打开，请告诉管理员。',
    },
    not_signed_in: { title: '请先登录', text: '您还没有登录，或者登录已经结束。' },
    sign_in_cancelled: {
      title: '登录已取消',
      text: '您在钉钉页面上选择了取消或没有授权，因此没有登录。',
      action: '这不会产生任何影响，您可以随时重新登录。',
    },
    sign_in_expired: {
      title: '这次登录已过期',
      text: '从打开登录到在钉钉确认，间隔超过了 10 分钟，或者这次登录已经用过了。',
      action: '重新登录一次即可。请不要收藏或转发登录过程中的网址。',
    },
    sign_in_state_mismatch: {
      title: '无法确认这次登录来自本浏览器',
      text: '登录可能是在另一个浏览器或另一个窗口开始的，或者浏览器没有保存 Cookie。为安全起见，我们没有继续。',
      action: '请在同一个浏览器中重新登录；如果反复出现，请允许本网站使用 Cookie。',
    },
    other_company: {
      title: '您选择了另一家公司',
      text: '您在钉钉中选择的组织不是本公司，因此没有登录。',
      action: '请再登录一次，并在钉钉的授权页面上选择本公司的组织。如果列表中没有本公司，请切换到公司使用的钉钉账号。',
    },
    not_an_employee: {
      title: '公司通讯录中没有找到您',
      text: '钉钉确认了您的身份，但公司的通讯录中没有这位员工。您可能尚未接受加入组织的邀请，或者已经离职。',
      action: '请先在钉钉中接受公司的邀请。仍然不行，请联系管理通讯录的同事；开发者还应检查应用的通讯录授权范围。',
    },
    employee_inactive: {
      title: '您的员工账号尚未激活',
      text: '公司通讯录中有您，但账号未激活或已停用，因此不能登录内部工具。',
      action: '请先在钉钉中激活公司账号，或请管理通讯录的同事恢复。',
    },
    corp_id_missing: {
      title: '钉钉没有告知您属于哪家公司',
      text: '钉钉的回答中缺少企业标识，我们无法确认您是本公司的员工，因此没有登录。',
      action:
        '请重试并在钉钉页面上选择公司。如果总是如此，管理员需要检查登录地址中的 scope 是否在途中（例如被代理或改写）丢失了 corpid。',
    },
    dingtalk_permission_missing: {
      title: '前厅在钉钉中缺少权限',
      text: '不是您的问题：公司的钉钉应用还没有开通所需的权限，钉钉因此拒绝了请求。',
      action: '由管理该钉钉应用的管理员或开发者在钉钉开发者后台开通。请把本页内容发给他们。',
    },
    dingtalk_busy: {
      title: '钉钉现在很忙',
      text: '钉钉暂时限制了请求的数量。这通常在一分钟内恢复。',
      action: '请稍等片刻再试。如果持续数分钟，请告诉管理员。',
    },
    dingtalk_unreachable: {
      title: '暂时联系不上钉钉',
      text: '前厅的服务器此刻无法连接到钉钉。您的账号没有问题。',
      action: '请稍后重试。如果持续，请管理员检查服务器的网络。',
    },
    dingtalk_refused: {
      title: '钉钉拒绝了请求',
      text: '钉钉给出了我们没有预料到的答复，因此没有继续。',
      action: '请重试一次。如果再次出现，请把参考编号告诉管理员。',
    },
    access_denied: {
      title: '您无权打开此页面',
      text: '此处只对部分同事开放，您的身份不在其中。',
      action: '如果您认为应当有权限，请联系管理员。',
    },
    hand_over_refused: {
      title: '这次打开工具没有成功',
      text: '从前厅进入工具用的是一次性凭证。它已经用过、超过了 30 秒，或者是为另一个浏览器开出的。',
      action: '重新打开这个工具即可。请不要收藏或转发打开过程中的网址。',
    },
    hand_over_loop: {
      title: '工具记不住您已登录',
      text: '前厅已连续三次让您进入这个工具，但每次回来都没有登录的痕迹，所以停在这里，不再来回跳转。',
      action:
        '您可以：允许浏览器保存该工具网址的 Cookie，关闭拦截 Cookie 的扩展或隐私模式，再重试。管理员请检查：工具前面的反向代理是否把浏览器的 Cookie 原样传给前厅，“/.foyer/”是否转发到前厅，工具的网址是否为 https。',
    },
    reauthentication_required: {
      title: '请重新确认身份',
      text: '钉钉要求重新授权，例如您撤回了同意，或者距离上次登录已经太久。',
      action: '重新登录一次即可继续。',
    },
    app_kind_unsupported: {
      title: '钉钉不向这类应用提供此功能',
      text: '添加、修改和移除人员，以及管理外部联系人，钉钉只向企业内部应用开放；前厅使用的是第三方企业应用。',
      action: '请在钉钉管理后台操作，或为前厅改用企业内部应用。',
    },
    removal_refused: {
      title: '没有移除这个人',
      text: '为了不让公司失去管理员，或误删他人，前厅没有执行移除。',
    },
    act_under_way: {
      title: '另一项操作正在进行',
      text: '有人正在更改同一个人或同一个部门，前厅一次只做一件事。',
      action: '请稍等片刻，看过最新内容后再试。',
    },
    csrf_refused: {
      title: '请求未通过安全检查',
      text: '这个请求看起来不是从前厅自己的页面发出的，因此没有执行。',
      action: '请刷新页面后再试。如果反复出现，浏览器扩展或公司代理可能改动了请求。',
    },
    invalid_request: {
      title: '请求无法理解',
      text: '这个网址或请求的内容不完整或有误。',
      action: '请从首页重新进入。',
    },
    return_address_refused: {
      title: '不能返回到那个地址',
      text: '登录之后要去的网址不属于前厅或已接入的工具，为安全起见没有前往。',
      action: '请从首页重新进入。如果是从某个工具跳转来的，请告诉管理员。',
    },
    not_found: { title: '页面不存在', text: '网址可能有误，或者页面已被移走。', action: '请检查网址，或者回到首页。' },
    method_not_allowed: {
      title: '此处不支持这种操作',
      text: '这个网址存在，但不能以这种方式打开。',
      action: '请从首页重新进入。',
    },
    too_many_requests: {
      title: '请求太频繁了',
      text: '短时间内来自您的网络的请求过多，已暂时限制。',
      action: '请等一分钟再试。同一办公网络中的许多人同时登录时也会如此。',
    },
    timed_out: {
      title: '等待时间太长',
      text: '前厅没有在规定时间内完成请求。',
      action: '请稍后重试。如果持续，请把参考编号告诉管理员。',
    },
    store_unavailable: {
      title: '前厅的存储暂时不可用',
      text: '登录信息此刻无法读取或保存。您的账号没有问题。',
      action: '请稍后重试。如果持续，请管理员检查前厅的数据库和磁盘空间。',
    },
    internal: {
      title: '前厅出了点问题',
      text: '发生了意料之外的错误，已经记录下来。',
      action: '请重试。如果再次出现，请把参考编号告诉管理员。',
    },
  },
  errorPage: { home: '回到首页', reload: '重新加载' },
} as const satisfies Messages;
