/** Which addresses of the diagnosis become links. */

/** The developer consoles of both regions; an address may come out of DingTalk's answer, and anybody may have written that. */
const consoleAddress = /^https:\/\/open-dev\.dingtalk\.(com|io)(?=[/?#]|$)/;

/** Gives whether the address leads to DingTalk's developer console and nowhere else. */
export function isConsoleLink(address: string): boolean {
  return consoleAddress.test(address);
}
