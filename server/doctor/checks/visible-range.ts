/** Whom the app may see: the whole company, or a part of it. */
import { ROOT_DEPARTMENT } from '../../dingtalk/company-directory.ts';
import { say, type Words } from '../../words.ts';
import type { Check, Patient, Verdict } from '../check.ts';
import { adviceFor, failed, passed, toMoment, warning } from '../verdict.ts';

export const visibleRangeChecks: readonly Check[] = [
  {
    id: 'visible-range',
    title: say('可见范围', 'Visible range'),
    needs: ['permission.qyapi_base'],
    look: judgeRange,
  },
  {
    id: 'headcount',
    title: say('人数核对', 'Number of people'),
    needs: ['storage.schema', 'permission.qyapi_get_member', 'visible-range'],
    look: judgeHeadcount,
  },
];

async function judgeRange({ app, facts }: Patient): Promise<Verdict> {
  const { departmentIds, userIds } = await facts.visibleRange();
  if (departmentIds.includes(ROOT_DEPARTMENT)) return passed(say('全公司。', 'The whole company.'));
  const isEmpty = departmentIds.length + userIds.length === 0;
  const seen = isEmpty
    ? say('应用看不到任何部门或员工。', 'The app sees no department and nobody.')
    : describePart(departmentIds, userIds.length);
  const { remedy = [] } = adviceFor(OUT_OF_RANGE, app.kind);
  const cause = say(
    '应用的通讯录授权范围没有设为全部员工；范围以外的人不能登录，也不在通讯录中。',
    'The authorised contact range of the app is not all employees; whoever is outside cannot sign in and is not in the directory.',
  );
  return (isEmpty ? failed : warning)(seen, { cause, remedy });
}

/** The catalogue's entry for a department that is out of range, which says how the range is widened. */
const OUT_OF_RANGE = '50004';
const NAMED_AT_MOST = 10;

function describePart(ids: readonly number[], people: number): Words {
  const list = `${ids.slice(0, NAMED_AT_MOST).join(', ')}${ids.length > NAMED_AT_MOST ? ', …' : ''}`;
  const departments = say(
    `${ids.length} 个部门（${list}）及其下级`,
    `${ids.length} departments and what is below them (${list})`,
  );
  const named = say(`单独列出的 ${people} 人`, `${people} people named one by one`);
  const parts = [...(ids.length > 0 ? [departments] : []), ...(people > 0 ? [named] : [])];
  return say(
    `不是全公司，只有 ${parts.map(({ zh }) => zh).join('和')}。`,
    `Not the whole company, only ${parts.map(({ en }) => en).join(' and ')}.`,
  );
}

/** People come and go between two readings. */
const BEARABLE_DIFFERENCE = 0.01;

async function judgeHeadcount({ facts, runs }: Patient): Promise<Verdict> {
  const counted = await facts.headcount();
  const { departmentIds } = await facts.visibleRange();
  const last = runs.lastComplete();
  const isComparable = departmentIds.includes(ROOT_DEPARTMENT) && last !== null;
  if (!isComparable) return passed(say(`钉钉统计有 ${counted} 人。`, `DingTalk counts ${counted} people.`));
  const at = toMoment(last.finishedAt ?? last.startedAt);
  const seen = say(
    `钉钉统计有 ${counted} 人，${at} 读到 ${last.people} 人。`,
    `DingTalk counts ${counted} people; ${last.people} were read at ${at}.`,
  );
  const outOfSight = last.unseen.map(({ kind, count = 0 }) => (kind === 'people_out_of_range' ? count : 0));
  const accountedFor = outOfSight.reduce((sum, count) => sum + count, last.people);
  if (Math.abs(counted - accountedFor) <= counted * BEARABLE_DIFFERENCE) return passed(seen);
  return warning(seen, {
    cause: say(
      '读取之后有人加入或离开，或者有些人不在应用的可见范围内。',
      'People have joined or left since, or some are out of the app’s sight.',
    ),
    remedy: [
      say(
        '在“通讯录同步”页读取一次；仍然不同时，该页列出没能看到的内容。',
        'Read the directory once more on the page “Directory run”; if the numbers still differ, that page lists what could not be seen.',
      ),
    ],
  });
}
