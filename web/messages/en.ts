/** Every word that may be needed before somebody is signed in, in English. The Chinese table has the same keys; the compiler compares them. */
import type { Messages, SameKeys } from './messages.ts';
import type { zhCn } from './zh-cn.ts';

export const en = {
  product: 'Foyer',
  skipToContent: 'Skip to content',
  loading: 'Loading…',
  tryAgain: 'Try again',
  cancel: 'Cancel',
  copied: 'Copied',
  copyFailed: 'Could not copy; please select the text yourself',
  copyLabel: 'Copy {{what}}',
  reference: 'Reference number',
  required: 'required',
  referenceHint: 'Give this number to your administrator, who finds the request in the log by it.',
  language: { label: 'Language' },
  theme: { label: 'Appearance', system: 'System', light: 'Light', dark: 'Dark' },
  sandbox: { text: 'Sandbox: invented company; no DingTalk involved', faults: 'Simulate faults' },
  signIn: {
    title: 'Sign in',
    heading: 'Welcome to the foyer',
    lead: 'Sign in once, and every internal tool of your company opens from here.',
    button: 'Sign in with DingTalk',
    explain: 'DingTalk confirms who you are and brings you back. Foyer never sees your DingTalk password.',
    inClient: 'Already signed in to DingTalk on this device? One tap usually does it.',
    ended: {
      title: 'Your session has ended',
      text: 'You were away for a while, or signed out elsewhere. Sign in again to return to where you were.',
    },
    left: { title: 'You are signed out', text: 'On a shared computer, close the browser window as well.' },
    signedInTitle: 'You are signed in',
    signedInAs: 'Signed in as',
    continue: 'Continue',
    otherAccount: 'Use another account',
    toSignIn: 'Back to sign-in',
    stillSignedIn: 'You are still signed in as before: ',
  },
  help: {
    permissions: 'DingTalk permissions the app lacks',
    permissionsUnknown:
      'DingTalk did not say which permission is missing. Administrators find more in the log under the reference number.',
    stepsTitle: 'What the administrator does',
    steps: [
      'Open the DingTalk Developer Console and go to the details page of the app.',
      'Under “Manage permissions”, search for the names or codes above and apply for them.',
      'Check that the employees who sign in are within the app’s authorized contact scope.',
    ],
    takesEffect: {
      person: 'Ask the person to sign in again: these permissions count for new sign-ins only.',
      app: 'Wait a few minutes; nobody has to sign in again. At the latest it counts when the app’s token is renewed, within two hours.',
      either:
        'Permissions that concern the person signing in (such as Contact.User.Read) count for new sign-ins only: ask them to sign in again. The app’s own count within minutes, at the latest when its token is renewed, within two hours.',
    },
    dingtalkCode: 'DingTalk error code',
    dingtalkRequestId: 'DingTalk request id',
    whatToDo: 'What to do',
  },
  dingtalkError: {
    title: 'DingTalk error {{code}}',
    titleWithoutCode: 'What DingTalk’s answer means',
    causes: 'Likely causes, the most common first',
    remedies: 'What helps',
    app: { internal: 'Internal app', 'third-party': 'Third-party enterprise app' },
    retry: {
      later: 'Trying again later is enough',
      'after-remedy': 'Try again once it is put right',
      never: 'Trying again does not help',
    },
    actor: {
      nobody: 'Nobody has to act',
      employee: 'The employee can act',
      administrator: 'A DingTalk administrator can act',
      developer: 'The app’s developer can act',
    },
  },
  errors: {
    foyer_unreachable: {
      title: 'Foyer cannot be reached',
      text: 'Your network may be down, or Foyer is being restarted.',
      action: 'Check your connection and try again. If colleagues see this too, tell your administrator.',
    },
    not_signed_in: { title: 'Please sign in first', text: 'You are not signed in, or your session has ended.' },
    sign_in_cancelled: {
      title: 'Sign-in was cancelled',
      text: 'You cancelled on DingTalk’s page or did not authorize, so you are not signed in.',
      action: 'Nothing has changed. You can sign in again whenever you like.',
    },
    sign_in_expired: {
      title: 'This sign-in has expired',
      text: 'More than 10 minutes passed between starting and confirming in DingTalk, or this sign-in was already used.',
      action: 'Simply sign in again. Addresses seen while signing in cannot be bookmarked or shared.',
    },
    sign_in_state_mismatch: {
      title: 'This sign-in did not start in this browser',
      text: 'It may have begun in another browser or window, or the browser did not keep our cookie. To be safe, we stopped.',
      action: 'Sign in again in one browser. If it happens repeatedly, allow cookies for this site.',
    },
    other_company: {
      title: 'You chose another company',
      text: 'The organization you chose in DingTalk is not this company, so you are not signed in.',
      action:
        'Sign in once more and choose this company on DingTalk’s page, which may offer several organizations. If it is not listed, switch to the DingTalk account you use at work.',
    },
    not_an_employee: {
      title: 'You are not in the company’s contacts',
      text: 'DingTalk confirmed who you are, but the company’s contacts do not list you. You may not have accepted the invitation yet, or you have left.',
      action:
        'Accept the company’s invitation in DingTalk first. If that does not help, ask whoever manages the contacts; developers also check the app’s authorized contact scope.',
    },
    employee_inactive: {
      title: 'Your employee account is not active',
      text: 'The company’s contacts list you, but the account is not activated or has been disabled, so internal tools stay closed.',
      action: 'Activate your company account in DingTalk, or ask whoever manages the contacts to restore it.',
    },
    corp_id_missing: {
      title: 'DingTalk did not say which company you belong to',
      text: 'The company’s id is missing from DingTalk’s answer, so we could not confirm that you work here.',
      action:
        'Try again and choose the company on DingTalk’s page. If it keeps happening, an administrator should check that nothing on the way (a proxy, a rewritten link) drops corpid from the scope of the sign-in address.',
    },
    dingtalk_permission_missing: {
      title: 'Foyer lacks a permission in DingTalk',
      text: 'It is not your fault: the company’s DingTalk app has not been granted what it needs, so DingTalk refused.',
      action:
        'The administrator or developer of the DingTalk app grants it in the DingTalk Developer Console. Send them this page.',
    },
    dingtalk_busy: {
      title: 'DingTalk is busy',
      text: 'DingTalk limits the number of requests for the moment. This usually passes within a minute.',
      action: 'Wait a moment and try again. If it lasts for minutes, tell your administrator.',
    },
    dingtalk_unreachable: {
      title: 'DingTalk cannot be reached',
      text: 'Foyer’s server cannot connect to DingTalk right now. Your account is fine.',
      action: 'Try again in a while. If it lasts, an administrator should check the server’s network.',
    },
    dingtalk_refused: {
      title: 'DingTalk refused the request',
      text: 'DingTalk gave an answer we did not expect, so we stopped.',
      action: 'Try once more. If it happens again, give the reference number to your administrator.',
    },
    access_denied: {
      title: 'You may not open this page',
      text: 'It is open to some colleagues only, and you are not among them.',
      action: 'If you think you should be, ask your administrator.',
    },
    hand_over_refused: {
      title: 'The tool could not be opened this time',
      text: 'The way from Foyer into a tool uses a ticket that works once. This one was used before, is older than 30 seconds, or was made for another browser.',
      action: 'Open the tool again. Addresses that appear on the way are not meant to be kept or sent on.',
    },
    hand_over_loop: {
      title: 'The tool does not remember your sign-in',
      text: 'Foyer let you into this tool three times in a row, and each time you came back as if you had not signed in. It stops here instead of sending you round again.',
      action:
        'You can allow cookies for the tool’s address, switch off extensions or private windows that block them, and try again. Administrators should check that the proxy in front of the tool passes the browser’s cookies to Foyer, that it sends “/.foyer/” to Foyer, and that the tool’s address is https.',
    },
    reauthentication_required: {
      title: 'Please confirm who you are',
      text: 'DingTalk asks for a new authorization, for example because you withdrew your consent or signed in long ago.',
      action: 'Sign in again to go on.',
    },
    app_kind_unsupported: {
      title: 'DingTalk does not offer this to this kind of app',
      text: 'Only internal apps may add, change and remove people or manage external contacts; Foyer uses a third-party enterprise app here.',
      action: 'Use the DingTalk Admin Console instead, or give Foyer an internal app.',
    },
    removal_refused: {
      title: 'Nobody was removed',
      text: 'Foyer did not remove this person, so that nobody is removed by mistake and the company keeps an administrator.',
    },
    act_under_way: {
      title: 'Something else is under way',
      text: 'Somebody is changing the same person or department. Foyer does one thing at a time.',
      action: 'Wait a moment, look at how things are now, and try again.',
    },
    csrf_refused: {
      title: 'The request did not pass a safety check',
      text: 'It did not seem to come from Foyer’s own page, so it was not carried out.',
      action: 'Reload the page and try again. If it keeps happening, a browser extension or proxy may alter requests.',
    },
    invalid_request: {
      title: 'The request could not be understood',
      text: 'The address or what was sent with it is incomplete or wrong.',
      action: 'Start again from the home page.',
    },
    return_address_refused: {
      title: 'We cannot send you to that address',
      text: 'The address to go to after sign-in belongs neither to Foyer nor to a connected tool, so we did not follow it.',
      action: 'Start again from the home page. If a tool sent you here, tell your administrator.',
    },
    not_found: {
      title: 'Page not found',
      text: 'The address may be mistyped, or the page has moved.',
      action: 'Check the address, or go back to the home page.',
    },
    method_not_allowed: {
      title: 'This cannot be done here',
      text: 'The address exists, but it cannot be opened in this way.',
      action: 'Start again from the home page.',
    },
    too_many_requests: {
      title: 'Too many requests',
      text: 'Your network sent very many requests in a short time, so we slow it down for a moment.',
      action: 'Wait a minute and try again. It can also happen when many people in one office sign in at once.',
    },
    timed_out: {
      title: 'This took too long',
      text: 'Foyer could not finish the request in time.',
      action: 'Try again in a while. If it lasts, give the reference number to your administrator.',
    },
    store_unavailable: {
      title: 'Foyer’s storage is unavailable',
      text: 'Sign-ins cannot be read or saved right now. Your account is fine.',
      action: 'Try again in a while. If it lasts, an administrator should check Foyer’s database and disk space.',
    },
    internal: {
      title: 'Something went wrong in Foyer',
      text: 'An unexpected error occurred, and it has been recorded.',
      action: 'Try again. If it happens again, give the reference number to your administrator.',
    },
  },
  errorPage: { home: 'Go to the home page', reload: 'Load again' },
} as const satisfies Messages & SameKeys<typeof zhCn>;
