/**
 * Codes of DingTalk's lists that no call of ours can be answered with, and why.
 *
 * Owns: that a code is left out of the catalogue on purpose. A test compares catalogue and lists with DingTalk's own.
 */

type NotMet = { reason: string; codes: readonly string[] };

export const notMet: readonly NotMet[] = [
  { reason: 'it says that all went well', codes: ['0'] },
  {
    reason: 'pages inside the DingTalk client obtain codes of another kind; Foyer signs in on the web',
    codes: ['40029', '40073', '40078', '40079', '40102', '41026', '42003', '42008'],
  },
  {
    reason:
      'suites and permanent codes are how vendors obtained tokens before; Foyer asks for the token of one company',
    codes: [
      ...['40077', '40080', '40082', '40083', '40084', '40085', '40086', '40087', '40088', '40090', '40091'],
      ...['41021', '41022', '41023', '41024', '41025', '41027', '41031', '42007', '42009', '48003'],
      ...['invalidSuiteKey', 'invalidSuiteTicket'],
    ],
  },
  {
    reason: 'the old token call and sign-in of the admin console are not used',
    codes: ['40089', '41002', '41003', '41004', '41007', '42002'],
  },
  { reason: 'no call names an agent id', codes: ['40056', '70003', '70004'] },
  {
    reason: 'pages of Foyer use no functions of the DingTalk client, so nothing is signed for it',
    codes: ['52010', '52011', '52012', '52013', '52014', '52015', '52016', '52017', '52018', '52019'],
  },
  {
    reason: 'Foyer registers no callback',
    codes: [
      ...['71006', '71007', '71008', '71009', '71010', '71011', '71012', '71013'],
      ...['400040', '400041', '400044', '400045', '400046', '400047', '400048', '400049', '400050', '400051'],
      ...['400052', '400053', '400054', '400055', '400056', '400057'],
      ...['900001', '900002', '900003', '900004', '900005', '900006', '900007', '900008', '900009', '900010'],
    ],
  },
  {
    reason: 'no call carries a signature, a time or a random number',
    codes: ['400003', '400004', '853001', '853002', '853003', '853004'],
  },
  { reason: 'Foyer opens no event stream', codes: ['authFailed'] },
];
