/**
 * The departments of the invented companies, as a table.
 *
 * Owns: names, numbers and places in the tree. Does not: know people. Called by: `company.ts` and the pages.
 */
import { otherCorpId, sandboxApp } from './app.ts';

export type Department = {
  id: number;
  name: string;
  parentId: number | null;
  /** Hidden from colleagues, except its own and these. The app sees it all the same. */
  hiddenExceptFor?: Permits;
};
export type Permits = { departmentPermits?: readonly number[]; userPermits?: readonly string[] };
export type Organization = { corpId: string; name: string; english: string; departments: readonly Department[] };

/** The company itself. */
export const ROOT_DEPARTMENT = 1;

const qinghe: readonly Department[] = [
  { id: 1, name: '青禾科技', parentId: null },
  { id: 460000101, name: '总裁办', parentId: 1 },
  { id: 460000201, name: '研发部', parentId: 1 },
  { id: 460000211, name: '技术中心', parentId: 460000201 },
  { id: 460000212, name: '后端组', parentId: 460000211 },
  { id: 460000213, name: '前端组', parentId: 460000211 },
  { id: 460000214, name: '移动端组', parentId: 460000211 },
  { id: 460000215, name: '运维组', parentId: 460000211 },
  { id: 460000221, name: '质量中心', parentId: 460000201 },
  { id: 460000222, name: '测试组', parentId: 460000221 },
  { id: 460000231, name: '数据中心', parentId: 460000201 },
  { id: 460000232, name: '算法组', parentId: 460000231 },
  { id: 460000301, name: '产品部', parentId: 1 },
  { id: 460000311, name: '设计组', parentId: 460000301 },
  { id: 460000401, name: '市场部', parentId: 1 },
  { id: 460000411, name: '品牌组', parentId: 460000401 },
  { id: 460000501, name: '销售部', parentId: 1 },
  { id: 460000511, name: '华东大区', parentId: 460000501 },
  { id: 460000512, name: '杭州办事处', parentId: 460000511 },
  { id: 460000521, name: '华北大区', parentId: 460000501 },
  { id: 460000601, name: '客户服务部', parentId: 1 },
  { id: 460000701, name: '人力资源部', parentId: 1 },
  { id: 460000711, name: '招聘组', parentId: 460000701 },
  { id: 460000801, name: '财务部', parentId: 1 },
  { id: 460000901, name: '行政部', parentId: 1 },
  { id: 460000951, name: '信息技术部', parentId: 1 },
];

const yuanshan: readonly Department[] = [
  { id: 1, name: '远山咨询', parentId: null },
  { id: 730000101, name: '咨询一部', parentId: 1 },
  { id: 730000201, name: '运营部', parentId: 1 },
];

/** Our company first, then the foreign one. */
export const organizations: readonly Organization[] = [
  { corpId: sandboxApp.corpId, name: '青禾科技', english: 'Qinghe Technology', departments: qinghe },
  { corpId: otherCorpId, name: '远山咨询', english: 'Yuanshan Consulting', departments: yuanshan },
];
