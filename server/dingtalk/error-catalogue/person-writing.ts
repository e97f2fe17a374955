/**
 * Errors of people being written to the directory: by an administrator of Foyer, who meets the remedies beside the field,
 * or by a tool.
 */
import { say } from '../../words.ts';
import { anyApp, type CatalogueEntry, internalApp, thirdPartyApp } from './entry.ts';

export const personWritingErrors: readonly CatalogueEntry[] = [
  {
    codes: ['60103'],
    outcome: 'dingtalk_refused',
    says: '手机号码不合法，如果是国际号码，请使用+xx-xxxxxx的格式',
    meaning: say(
      '手机号码的写法与公司所在地区不符。',
      'The mobile number is not written as the region of the company demands.',
    ),
    causes: [
      say(
        '公司地区在中国内地，号码是外地的：应写成 +国家代码-号码。',
        'The company’s region is the Chinese mainland and the number is not: it must be written +country code-number.',
      ),
      say(
        '公司地区不在中国内地，号码是内地的：应写成 +86-号码。',
        'The company’s region is outside the Chinese mainland and the number is from there: it must be written +86-number.',
      ),
    ],
    remedies: [
      anyApp(
        '改写号码后重试：与公司同在内地的号码直接填写，其余都写成 +国家代码-号码。',
        'Rewrite the number and try again: a mainland number in a mainland company is written plainly, every other as +country code-number.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'administrator',
  },
  {
    codes: ['40103'],
    outcome: 'dingtalk_refused',
    says: '已发出邀请，对方同意后即可加入组织',
    meaning: say(
      '这不是失败：邀请已经发出，等对方同意。',
      'This is no failure: the invitation has been sent and waits for the person to accept it.',
    ),
    causes: [
      say(
        '此人已属于另一家认证过的公司，要本人同意才能加入。',
        'The person already belongs to another authenticated company and must agree first.',
      ),
      say(
        '此人在手机钉钉的隐私设置中要求：被团队添加时需要验证。',
        'The person has turned on “Require verification when a team adds me” in the privacy settings of DingTalk on the phone.',
      ),
      say(
        '此人当天加入、当天被删除：24 小时内再次邀请都会得到这个回答。',
        'The person joined and was deleted on the same day: for 24 hours every new invitation is answered like this.',
      ),
    ],
    remedies: [
      anyApp(
        '请本人在钉钉客户端中搜索团队邀请，或在通讯录页查看邀请并接受。重复添加没有用；前厅在“人员 › 邀请”页列出还没有接受的人。',
        'The person searches for the team invitation in the DingTalk client, or looks at the Contacts page, and accepts it. Asking once more does not help. Foyer lists who has not accepted yet under People › Invitations.',
      ),
    ],
    retry: 'never',
    actor: 'employee',
  },
  {
    codes: ['40022', '41054'],
    outcome: 'dingtalk_refused',
    says: '企业中的手机号码和登录钉钉的手机号码不一致，暂时不支持修改用户信息，可以删除后重新添加',
    meaning: say('接口不能修改用户的手机号码。', 'The API cannot change the mobile number of a user.'),
    causes: [
      say(
        '更新用户时带了手机号码，而且与此人登录钉钉的号码不同。',
        'An update carried a mobile number that differs from the one with which the person uses DingTalk.',
      ),
      say(
        '公司里的号码与此人登录钉钉的号码不一致：这时其他内容也可能改不了。',
        'The number in the company differs from the one with which the person uses DingTalk: other changes may be refused then, too.',
      ),
    ],
    remedies: [
      anyApp(
        '更新时不要带手机号码。确实要更换时，由管理员删除此人后重新添加：前厅的人员页面可以操作，并列出会失去什么。',
        'Leave the mobile number out of the update. If it must change, an administrator deletes the person and adds them again: Foyer’s page of the person offers it, and says what would be lost.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'administrator',
  },
  {
    codes: ['12150'],
    outcome: 'dingtalk_refused',
    says: '修改失败，已开启智能人事职位管理，请前往「智能人事」中修改或使用「智能人事员工调岗」',
    meaning: say(
      '公司开启了智能人事的职位管理，职位和部门不能再从通讯录接口修改。',
      'The company uses job title management in Smart HR, so titles and departments can no longer be changed through the contacts API.',
    ),
    causes: [say('更新用户时带了职位（title）或部门。', 'An update carried a job title or a department.')],
    remedies: [
      anyApp(
        '在智能人事中修改，或调用“智能人事员工调岗”接口。',
        'Make the change in Smart HR, or call its employee transfer API.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'administrator',
  },
  {
    codes: ['60102', '60104', '60106', '60107', '40100', '40101'],
    outcome: 'dingtalk_refused',
    says: 'UserID / 手机号码 / 邮箱 / 分机号已经存在',
    meaning: say(
      '这一项在公司里已经有人用了，不能重复。',
      'Somebody in the company has this already, and it must be unique.',
    ),
    causes: [
      say(
        '此人已在通讯录中：userId（60102）、手机号码（60104、60107）、邮箱（60106、40101）。',
        'The person is in the contacts already: userId (60102), mobile number (60104, 60107), email (60106, 40101).',
      ),
      say('分机号已分给别人（40100）。', 'The extension number belongs to somebody else (40100).'),
    ],
    remedies: [
      anyApp(
        '在钉钉管理后台的通讯录中查找这个值：是同一个人就更新，是别人就换一个值。',
        'Look for the value in the contacts of the DingTalk Admin Console: update the person if it is the same one, choose another value if not.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'administrator',
  },
  {
    codes: ['60105', '60112', '60119', '60122', '60123', '60128', '60113'],
    outcome: 'dingtalk_refused',
    says: '邮箱 / 姓名 / 职位 / 扩展属性 / 工号不合法；无效的主管id',
    meaning: say('要写入的某一项不合规定。', 'One of the values to be written is not acceptable.'),
    causes: [
      say(
        '太长或含有不允许的字符：邮箱（60105）、姓名（60112）、职位（60119）、扩展字段（60122）、工号（60123）。',
        'Too long, or with characters that are not allowed: email (60105), name (60112), position (60119), custom field (60122), job number (60123).',
      ),
      say('主管不是公司成员（60128）。', 'The manager is not a member of the company (60128).'),
      say('手机号码和邮箱都没有填（60113）。', 'Neither a mobile number nor an email was given (60113).'),
    ],
    remedies: [anyApp('改正这一项后重试。', 'Correct the value and try again.')],
    retry: 'after-remedy',
    actor: 'administrator',
  },
  {
    codes: ['40019', '40020', '40023', '40024', '60118'],
    outcome: 'dingtalk_refused',
    meaning: say(
      '人数或次数到了上限，或者安全检查没有通过，不能再添加。',
      'A limit of people or attempts is reached, or a security check failed; nobody can be added.',
    ),
    causes: [
      say(
        '这个手机号码已加入五家未认证的公司（40019）。',
        'The mobile number has joined five companies that are not authenticated (40019).',
      ),
      say(
        '公司人数已满（40020），或部门超过 1000 人（40023）。',
        'The company is full (40020), or the department has more than 1,000 people (40023).',
      ),
      say(
        '安全检查没有通过（40024），或没有可用于邀请的信息（60118）。',
        'A security check failed (40024), or nothing was given with which to invite the person (60118).',
      ),
    ],
    remedies: [
      anyApp(
        '由管理员认证公司、扩大人数上限或拆分部门；补全邀请信息后重试。',
        'An administrator has the company authenticated or its limit raised, or splits the department; complete the invitation and try again.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'administrator',
  },
  {
    codes: ['40104'],
    outcome: 'dingtalk_refused',
    says: '企业中无效的手机号 / 电话号码无效',
    meaning: say('公司里没有人用这个手机号码。', 'Nobody in the company has this mobile number.'),
    causes: [
      say('号码有误，或缺少国家代码。', 'The number is wrong, or lacks its country code.'),
      say('此人已离职，或还没有加入。', 'The person has left, or has not joined yet.'),
    ],
    remedies: [
      internalApp('核对号码；国际号码请带国家代码。', 'Compare the number; one from abroad needs its country code.'),
      thirdPartyApp(
        '第三方企业应用不能按手机号查询用户：请改用 userId 或 unionId。',
        'Third-party enterprise apps cannot look people up by mobile number: use the userId or unionId.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'developer',
  },
  {
    codes: ['22005'],
    outcome: 'dingtalk_refused',
    meaning: say('这位外部联系人已经存在。', 'This external contact exists already.'),
    causes: [say('同一个手机号码已经添加过。', 'The same mobile number has been added before.')],
    remedies: [anyApp('改为更新已有的外部联系人。', 'Update the existing external contact instead.')],
    retry: 'never',
    actor: 'administrator',
  },
  {
    codes: ['60204', '60205'],
    outcome: 'dingtalk_refused',
    meaning: say(
      '外部联系人的某一项没有被接受。钉钉为添加外部联系人列出了这些错误码，但没有说明是哪一项。',
      'One of the values of an external contact is not acceptable. DingTalk lists these codes for adding external contacts and does not say which value.',
    ),
    causes: [
      say('负责人不是公司成员，或已离职。', 'The owner is not a member of the company, or has left.'),
      say(
        '标签、共享的部门或共享的员工已不存在，或超过 20 个。',
        'A label, or a department or person the contact is shared with, is gone, or there are more than 20 of them.',
      ),
    ],
    remedies: [
      anyApp(
        '重新选择负责人和标签后重试。仍不接受时，在钉钉管理后台的外部联系人中添加。',
        'Choose the owner and the labels anew and try again. If that is refused too, add the contact in the DingTalk Admin Console.',
      ),
    ],
    retry: 'after-remedy',
    actor: 'administrator',
  },
];
