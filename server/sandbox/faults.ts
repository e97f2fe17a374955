/**
 * The switches that make the sandbox misbehave as DingTalk has been seen to.
 *
 * Owns: which faults are on, for which API, and the answers a test scripted in advance.
 * Does not: word answers; the gateways ask here and act.
 * Called by: the gateways, the endpoints, the faults page and tests.
 */
import type { ApiName } from './app.ts';
import { type FaultId, type FaultRow, faultTable, type MomentId } from './fault-table.ts';

/** An answer as it goes out. A string body is sent as it stands, anything else as JSON. */
export type ScriptedAnswer =
  | { status: number; headers?: Readonly<Record<string, string>>; body: unknown }
  | { kind: 'reset' }
  | { kind: 'never' }
  | { kind: 'drip' };

/** `api` narrows the fault to one API where the table allows it; `delayMs` sets how slow `slow` and `very-slow` are. */
type FaultSetting = { api?: ApiName; delayMs?: number };

export type Faults = {
  /** Switches a fault on. A fault of the kind `moment` happens now and is never on. */
  on(id: FaultId, setting?: FaultSetting): void;
  off(id: FaultId): void;
  /** Whether the fault is on, and, when an API is named, concerns that API. */
  isOn(id: FaultId, api?: ApiName): boolean;
  /** Switches everything off and forgets the scripted answers. */
  clear(): void;
  /** Answers the next calls of one API with this, before anything is checked; without `times` until `clear`. */
  answer(api: ApiName, answer: ScriptedAnswer, options?: { times?: number }): void;
};

/** What the gateways need besides. */
export type FaultBoard = Faults & {
  takeScripted(api: ApiName): ScriptedAnswer | null;
  delayMsOf(api: ApiName): number;
  settingOf(id: FaultId): FaultSetting | null;
  listOn(): readonly FaultId[];
};

/** Starts with everything well. `moments` are the deeds of the faults that happen once. */
export function createFaults(moments: Record<MomentId, () => void>): FaultBoard {
  const settings = new Map<FaultId, FaultSetting>();
  const scripts = new Map<ApiName, { answer: ScriptedAnswer; left: number }[]>();
  const isOn = (id: FaultId, api?: ApiName): boolean => {
    const setting = settings.get(id);
    return setting !== undefined && (api === undefined || setting.api === undefined || setting.api === api);
  };
  const slowness = (id: 'slow' | 'very-slow', api: ApiName): number =>
    isOn(id, api) ? (settings.get(id)?.delayMs ?? findFault(id).delayMs ?? 0) : 0;
  return {
    isOn,
    on(id, setting = {}) {
      if (isMoment(id)) {
        moments[id]();
      } else {
        settings.set(id, findFault(id).perApi ? setting : {});
      }
    },
    off: (id) => void settings.delete(id),
    clear() {
      settings.clear();
      scripts.clear();
    },
    answer(api, answer, options) {
      scripts.set(api, [...(scripts.get(api) ?? []), { answer, left: options?.times ?? Number.POSITIVE_INFINITY }]);
    },
    takeScripted(api) {
      const script = scripts.get(api)?.find((candidate) => candidate.left > 0);
      if (script === undefined) {
        return null;
      }
      script.left -= 1;
      return script.answer;
    },
    delayMsOf: (api) => Math.max(slowness('slow', api), slowness('very-slow', api)),
    settingOf: (id) => settings.get(id) ?? null,
    listOn: () => [...settings.keys()],
  };
}

/** Whether this is the name of a fault. */
export function isFaultId(id: string): id is FaultId {
  return faultTable.some((row) => row.id === id);
}

function isMoment(id: FaultId): id is MomentId {
  return findFault(id).kind === 'moment';
}

function findFault(id: FaultId): FaultRow {
  const row = faultTable.find((candidate) => candidate.id === id);
  if (row === undefined) {
    throw new Error(`There is no fault called ${id}.`);
  }
  return row;
}
