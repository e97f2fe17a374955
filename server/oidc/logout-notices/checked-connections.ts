/**
 * Connections to tools, each address checked when the connection is made.
 *
 * Owns: which addresses are never connected to, whatever name leads there. Tools are at private addresses, so what is
 * registered in the file is the list of what may be called; but no tool is where a machine asks its cloud for its own
 * secrets, and only this machine is talked to without TLS.
 * Does not: know what is sent.
 * Called by: `notice-post.ts`.
 */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { isLoopback } from '../../loopback.ts';

export type Address = { address: string; family: number };
/** Gives the addresses of a name. */
export type Resolve = (name: string) => Promise<readonly Address[]>;

type CheckedOptions = {
  timeoutMs: number;
  /** For tests, whose names nobody else knows. */
  resolve?: Resolve;
};

/** An address that is not connected to. */
export const REFUSED_ADDRESS = 'REFUSED_ADDRESS';

/** Every family in which an IPv4 address can be written into an IPv6 one: NAT64 and 6to4; mapped ones are known to Node. */
const neverCalled = toList([
  // Link-local, where most clouds answer for their machines, and what means "this machine" by accident.
  ...(['169.254.0.0/16', 'fe80::/10', '64:ff9b::a9fe:0/112', '2002:a9fe::/32', '0.0.0.0/8', '::/128'] as const),
  // The same of clouds that chose other addresses: Alibaba, Oracle, Azure, Amazon over IPv6.
  ...(['100.100.100.200/32', '192.0.0.192/32', '168.63.129.16/32', 'fd00:ec2::/32'] as const),
]);
const loopback = toList(['127.0.0.0/8', '::1/128']);

/** Where names below `localhost` lead, without asking anybody (RFC 6761, section 6.3). */
const THIS_MACHINE: readonly Address[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/** Makes connections over TLS to any address but those that are never called, and others to this machine alone. */
export function createCheckedConnector({ timeoutMs, resolve = askSystem }: CheckedOptions): buildConnector.connector {
  const ask = onceAtATime((name) => (isLoopback(name) ? Promise.resolve(THIS_MACHINE) : resolve(name)));
  const way = (isAllowed: (address: string) => boolean) => ({
    isAllowed,
    connect: buildConnector({ timeout: timeoutMs, lookup: checkedLookup(ask, isAllowed) }),
  });
  const ways = {
    encrypted: way((address) => !isIn(neverCalled, address)),
    plain: way((address) => isIn(loopback, address)),
  };
  return (options, callback) => {
    const { isAllowed, connect } = options.protocol === 'https:' ? ways.encrypted : ways.plain;
    // An address is connected to as it is; only names are looked up.
    if (isIP(options.hostname) !== 0 && !isAllowed(options.hostname)) callback(refusal(options.hostname), null);
    else connect(options, callback);
  };
}

/**
 * A look-up that gives only addresses that may be called. The connection is made to what was checked: a name that leads
 * elsewhere a moment later leads nobody there.
 */
function checkedLookup(resolve: Resolve, isAllowed: (address: string) => boolean): LookupFunction {
  return (name, { all }, callback) => {
    const answer = (addresses: readonly Address[]) => {
      const allowed = addresses.filter(({ address }) => isAllowed(address));
      const [first] = allowed;
      if (first === undefined) callback(refusal(name), [], 0);
      else if (all === true) callback(null, [...allowed]);
      else callback(null, first.address, first.family);
    };
    resolve(name).then(answer, (error) => callback(error, [], 0));
  };
}

/** The system has few threads for look-ups: a name whose servers are silent must not take more than one of them. */
function onceAtATime(resolve: Resolve): Resolve {
  const underWay = new Map<string, ReturnType<Resolve>>();
  return (name) => {
    const asked = underWay.get(name) ?? resolve(name).finally(() => underWay.delete(name));
    underWay.set(name, asked);
    return asked;
  };
}

function askSystem(name: string): Promise<readonly Address[]> {
  return lookup(name, { all: true });
}

function refusal(where: string): Error {
  return Object.assign(new Error(`no connection is made to ${where}`), { code: REFUSED_ADDRESS });
}

function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function toList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
