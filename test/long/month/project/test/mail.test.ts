import { expect, test } from 'vitest'
import { sortMail } from '../src/mail.ts'

const mails = {
  'a late parcel': ['My parcel has not come yet.', 'delivery'],
  'a lost parcel': ['The parcel service says my parcel is lost.', 'delivery'],
  'a wrong address': ['The parcel went to my old address.', 'delivery'],
  'a parcel in the rain': ['My parcel was left in the rain.', 'delivery'],
  'a torn cover': ['The cover is torn. I want my money back.', 'refund'],
  'a double order': ['I have ordered twice. I want my money back for one.', 'refund'],
  'a wrong book': ['This is not the book that I have ordered. I want my money back.', 'refund'],
  'a question about cards': ['I have a question about gift cards.', 'other'],
  praise: ['What a lovely shop!', 'other'],
  'an application': ['I would like to work with you.', 'other'],
}

for (const [name, [mail, queue]] of Object.entries(mails)) {
  test(`sorts ${name}`, async () => {
    expect(await sortMail(mail!)).toBe(queue)
  })
}
