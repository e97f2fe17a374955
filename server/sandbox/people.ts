/**
 * The invented people, as a table: one group per department, one line per person.
 *
 * Owns: what is said about each person. A person with `photo` has furnished their DingTalk client: they chose a picture
 * and set a mailbox. Does not: derive; ids, numbers and addresses that need no choosing are made in `company.ts`.
 * Called by: `company.ts`.
 *
 * No name may be part of another: the pages find a person by it.
 */

export type PersonRow = {
  userId: string;
  name: string;
  title: string;
  hired: string;
  photo?: true;
  leads?: true;
  nick?: string;
  mailbox?: string;
  alsoIn?: readonly number[];
  roles?: readonly string[];
  admin?: true;
  boss?: true;
  /** The same person in another organization: people with one key share one account and one unionId. */
  account?: string;
  accountEmail?: string;
  bare?: true;
  standing?: 'left' | 'external';
  active?: false;
  visible?: false;
  hidesMobile?: true;
  dedicated?: true;
  remark?: string;
  label?: { zh: string; en: string };
};

export type PeopleGroup = { departmentId: number; people: readonly PersonRow[] };

const longName = '🌻 Maria-Fernanda de los Ángeles González-Castañeda 玛丽亚·费尔南达（拉美区渠道与生态合作）';

/** 青禾科技, our company. */
export const qinghePeople: readonly PeopleGroup[] = [
  {
    departmentId: 460000101,
    people: [
      {
        userId: 'chenguodong',
        name: '陈国栋',
        title: '总裁',
        hired: '2011-04-18',
        photo: true,
        leads: true,
        boss: true,
        hidesMobile: true,
      },
      { userId: 'xumanli', name: '许曼丽', title: '总裁助理', hired: '2015-09-01', photo: true, alsoIn: [1] },
      { userId: 'tangruoxi', name: '唐若曦', title: '法务顾问', hired: '2018-11-05', visible: false },
    ],
  },
  {
    departmentId: 460000201,
    people: [
      { userId: 'fangzhengyu', name: '方正宇', title: '研发副总裁', hired: '2012-06-11', photo: true, leads: true },
    ],
  },
  {
    departmentId: 460000211,
    people: [
      {
        userId: 'luoxiaoming',
        name: '罗晓鸣',
        title: '技术总监',
        hired: '2013-03-04',
        leads: true,
        alsoIn: [460000201],
        roles: ['架构委员'],
      },
      {
        userId: '01542318456227',
        name: '周子涵',
        title: '架构师',
        hired: '2016-08-22',
        photo: true,
        mailbox: 'zhouzihan',
      },
    ],
  },
  {
    departmentId: 460000212,
    people: [
      { userId: 'linzhiyuan', name: '林志远', title: '后端组长', hired: '2016-03-14', photo: true, leads: true },
      { userId: 'zhangwei01', name: '张伟', title: '后端工程师', hired: '2019-07-08', photo: true, nick: '阿伟' },
      { userId: 'huangjunjie', name: '黄俊杰', title: '高级后端工程师', hired: '2017-05-15' },
      { userId: 'wuyutong', name: '吴雨桐', title: '后端工程师', hired: '2021-07-05', photo: true },
      { userId: 'dengkai', name: '邓凯', title: '后端工程师', hired: '2022-03-21' },
      { userId: 'caosiyuan', name: '曹思源', title: '后端实习生', hired: '2025-06-30' },
    ],
  },
  {
    departmentId: 460000213,
    people: [
      { userId: 'yuanmengqi', name: '袁梦琪', title: '前端组长', hired: '2017-10-09', photo: true, leads: true },
      { userId: 'pengyuxuan', name: '彭宇轩', title: '前端工程师', hired: '2020-04-13' },
      { userId: 'jiangshuyao', name: '蒋淑瑶', title: '前端工程师', hired: '2022-08-01', photo: true },
      { userId: 'hanbing', name: '韩冰', title: '前端工程师', hired: '2023-02-20' },
    ],
  },
  {
    departmentId: 460000214,
    people: [
      { userId: 'fengtianyi', name: '冯天翼', title: '移动端组长', hired: '2018-01-15', photo: true, leads: true },
      { userId: 'dongxueqing', name: '董雪晴', title: 'iOS 工程师', hired: '2021-11-22' },
      { userId: 'xiaopeng', name: '肖鹏', title: '安卓工程师', hired: '2020-09-14', photo: true },
    ],
  },
  {
    departmentId: 460000215,
    people: [
      { userId: 'gaoyang', name: '高洋', title: '运维组长', hired: '2015-12-07', leads: true, roles: ['值班负责人'] },
      { userId: 'tianhaoran', name: '田浩然', title: '运维工程师', hired: '2021-03-08', photo: true },
      { userId: 'renxinyi', name: '任欣怡', title: '安全工程师', hired: '2022-10-17', remark: '值班电话见排班表' },
    ],
  },
  {
    departmentId: 460000222,
    people: [
      { userId: 'panlihua', name: '潘丽华', title: '测试组长', hired: '2016-11-28', photo: true, leads: true },
      { userId: 'yujiahao', name: '余嘉豪', title: '测试工程师', hired: '2021-05-31' },
      { userId: 'duanran', name: '段然', title: '测试开发工程师', hired: '2023-07-10', photo: true },
    ],
  },
  {
    departmentId: 460000232,
    people: [
      { userId: 'suchengze', name: '苏成泽', title: '算法负责人', hired: '2018-07-23', photo: true, leads: true },
      { userId: 'yanjingwen', name: '严静雯', title: '算法工程师', hired: '2022-07-18' },
      {
        userId: 'weizhenhua',
        name: '魏振华',
        title: '数据工程师',
        hired: '2020-12-14',
        photo: true,
        alsoIn: [460000231],
      },
    ],
  },
  {
    departmentId: 460000301,
    people: [
      { userId: 'luyifan', name: '陆一帆', title: '产品总监', hired: '2014-02-24', photo: true, leads: true },
      { userId: 'qinmuchen', name: '秦沐辰', title: '产品经理', hired: '2019-10-21' },
      { userId: 'shenjianing', name: '沈佳宁', title: '产品顾问', hired: '2023-04-03', account: 'shen' },
    ],
  },
  {
    departmentId: 460000311,
    people: [
      { userId: 'baijing', name: '白静', title: '设计主管', hired: '2017-03-20', photo: true, leads: true },
      { userId: 'mengfanxing', name: '孟繁星', title: '交互设计师', hired: '2021-09-06', photo: true },
      { userId: 'yinkexin', name: '尹可欣', title: '视觉设计师', hired: '2024-03-11' },
    ],
  },
  {
    departmentId: 460000401,
    people: [
      { userId: 'zengyanan', name: '曾亚楠', title: '市场总监', hired: '2015-05-18', photo: true, leads: true },
      { userId: 'lvsiqi', name: '吕思琪', title: '市场经理', hired: '2020-06-15' },
    ],
  },
  {
    departmentId: 460000411,
    people: [
      { userId: 'dujiaqi', name: '杜佳琪', title: '品牌主管', hired: '2018-09-10', photo: true, leads: true },
      { userId: 'maxiaodong', name: '马晓东', title: '内容编辑', hired: '2022-05-23' },
    ],
  },
  {
    departmentId: 460000501,
    people: [
      { userId: 'guohaitao', name: '郭海涛', title: '销售副总裁', hired: '2013-08-12', photo: true, leads: true },
      { userId: 'zhaolei07', name: '赵磊', title: '销售经理', hired: '2019-01-07', standing: 'left' },
      {
        userId: 'maria-fernanda',
        name: longName,
        title: 'Channel Partner Manager',
        hired: '2022-01-10',
        photo: true,
        label: { zh: '很长的名字，带表情', en: 'Very long name with an emoji' },
      },
    ],
  },
  {
    departmentId: 460000511,
    people: [
      { userId: 'hexiuying', name: '何秀英', title: '华东区经理', hired: '2016-06-27', photo: true, leads: true },
      { userId: 'liaowenbin', name: '廖文斌', title: '大客户经理', hired: '2020-02-17', remark: '常驻上海' },
    ],
  },
  {
    departmentId: 460000512,
    people: [
      { userId: 'jinyuchen', name: '金雨辰', title: '销售主管', hired: '2018-04-16', leads: true },
      { userId: 'shiminghui', name: '石明辉', title: '销售代表', hired: '2023-10-09', photo: true },
    ],
  },
  {
    departmentId: 460000521,
    people: [
      { userId: 'caimingxuan', name: '蔡明轩', title: '华北区经理', hired: '2017-07-31', photo: true, leads: true },
      { userId: 'jiatingting', name: '贾婷婷', title: '销售代表', hired: '2021-12-20' },
    ],
  },
  {
    departmentId: 460000601,
    people: [
      { userId: 'xueliping', name: '薛丽萍', title: '客服经理', hired: '2015-10-26', photo: true, leads: true },
      { userId: 'hourui', name: '侯睿', title: '实施顾问', hired: '2021-08-16', alsoIn: [460000501] },
      { userId: 'longxiaoyu', name: '龙晓宇', title: '客服专员', hired: '2024-05-06', photo: true },
      {
        userId: '015643211789',
        name: '何文博',
        title: '云帆物流 · 客户代表',
        hired: '2024-09-02',
        standing: 'external',
      },
    ],
  },
  {
    departmentId: 460000701,
    people: [
      { userId: 'wanhuimin', name: '万慧敏', title: '人力资源总监', hired: '2014-07-14', photo: true, leads: true },
      {
        userId: 'qianduoduo',
        name: '钱多多',
        title: '薪酬专员',
        hired: '2020-03-30',
        roles: ['薪酬'],
        hidesMobile: true,
      },
    ],
  },
  {
    departmentId: 460000711,
    people: [
      { userId: 'haojianguo', name: '郝建国', title: '招聘经理', hired: '2018-12-03', leads: true, photo: true },
      { userId: 'songyiran', name: '宋怡然', title: '招聘专员', hired: '2026-01-12', active: false },
    ],
  },
  {
    departmentId: 460000801,
    people: [
      { userId: 'daizhiqiang', name: '戴志强', title: '财务总监', hired: '2012-10-15', photo: true, leads: true },
      {
        userId: '0423752',
        name: '孙晓燕',
        title: '出纳',
        hired: '2017-02-06',
        mailbox: 'sunxiaoyan',
        hidesMobile: true,
        remark: '周三下午不收单据',
        roles: ['报销审核'],
        label: { zh: '工号形式的 userId，以 0 开头', en: 'userId is digits with a leading zero' },
      },
      { userId: 'gonglin', name: '龚琳', title: '会计', hired: '2021-04-26', photo: true, dedicated: true },
    ],
  },
  {
    departmentId: 460000901,
    people: [
      { userId: 'yaochunmei', name: '姚春梅', title: '行政主管', hired: '2014-11-17', photo: true, leads: true },
      {
        userId: 'wanggang88',
        name: '王刚',
        title: '司机',
        hired: '2016-05-03',
        bare: true,
        label: { zh: '没有头像、手机号和邮箱', en: 'No picture, mobile or mail' },
      },
    ],
  },
  {
    departmentId: 460000951,
    people: [
      {
        userId: 'manager4220',
        name: '李明哲',
        title: 'IT 经理',
        hired: '2011-04-18',
        photo: true,
        leads: true,
        mailbox: 'limingzhe',
        alsoIn: [460000215],
        admin: true,
      },
      { userId: 'luochenxi', name: '骆晨曦', title: 'IT 支持工程师', hired: '2023-06-12' },
    ],
  },
];

/** 远山咨询, a company that has nothing to do with ours. */
export const yuanshanPeople: readonly PeopleGroup[] = [
  {
    departmentId: 730000101,
    people: [
      {
        userId: 'manager7315',
        name: '沈佳宁',
        title: '合伙人',
        hired: '2019-05-06',
        photo: true,
        leads: true,
        account: 'shen',
        accountEmail: 'jianing@yuanshan.example',
        admin: true,
      },
      { userId: 'guqing', name: '顾清', title: '高级顾问', hired: '2020-08-24', photo: true },
      { userId: 'zhangwei01-ys', name: '章巍', title: '顾问', hired: '2022-06-06' },
    ],
  },
  {
    departmentId: 730000201,
    people: [{ userId: 'tongxinlei', name: '童心蕾', title: '运营经理', hired: '2021-01-18', leads: true }],
  },
];
