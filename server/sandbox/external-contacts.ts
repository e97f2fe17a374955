/**
 * The external contacts of our company and their labels, as a table that grows.
 *
 * Owns: who they are now. Does not: speak DingTalk's words. Called by: `external-contact-endpoints.ts`, and tests.
 */

export type ExternalContact = {
  userId: string;
  name: string;
  mobile: string;
  stateCode: string;
  labelIds: readonly number[];
  followerUserId: string;
  title?: string;
  companyName?: string;
  address?: string;
  remark?: string;
};

type LabelGroup = { name: string; color: number; labels: readonly { id: number; name: string }[] };

export type ExternalContacts = {
  list(): readonly ExternalContact[];
  add(contact: Omit<ExternalContact, 'userId'>): ExternalContact;
};

/** What the company has made up to sort its contacts by. */
export const labelGroups: readonly LabelGroup[] = [
  {
    name: '级别',
    color: -11687445,
    labels: [
      { id: 1561077315, name: '重要' },
      { id: 1561077317, name: '一般' },
    ],
  },
  {
    name: '类型',
    color: -5318913,
    labels: [
      { id: 1561077321, name: '客户' },
      { id: 1561077322, name: '渠道商' },
      { id: 1561077323, name: '供应商' },
    ],
  },
];

/** The field that the company requires while the fault for it is on. */
export const REQUIRED_FIELD = '客户编号';

const table: readonly ExternalContact[] = [
  {
    userId: '015643211789',
    name: '何文博',
    mobile: '15000008101',
    stateCode: '86',
    labelIds: [1561077317, 1561077321],
    followerUserId: 'hourui',
    title: '客户代表',
    companyName: '云帆物流',
  },
  {
    userId: '015643211790',
    name: '罗静怡',
    mobile: '15000008102',
    stateCode: '86',
    labelIds: [1561077315],
    followerUserId: 'xueliping',
    companyName: '海石科技',
    address: '杭州市西湖区',
  },
];

/** Begins with the contacts of the table. */
export function createExternalContacts(): ExternalContacts {
  const contacts = [...table];
  return {
    list: () => contacts,
    add(fields) {
      const contact = { ...fields, userId: `0156${43211790 + contacts.length - 1}` };
      contacts.push(contact);
      return contact;
    },
  };
}
