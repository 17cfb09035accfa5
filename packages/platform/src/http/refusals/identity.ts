import { withStatus } from './answer.ts'

export const identityRefusals = {
  ...withStatus(404, {
    'invitation-unknown': 'There is no such invitation.',
    'person-unknown': 'There is nobody of this number.',
  }),
  ...withStatus(401, {
    'code-not-requested': 'No sign-in code was asked for, or it was used already.',
    'code-expired': 'The sign-in code is too old: ask for a new one.',
    'code-wrong': 'The sign-in code is wrong.',
    'passkey-challenge-unknown': 'The sign-in was not begun, or took too long: begin again.',
    'passkey-unknown': 'This passkey is not known here.',
    'passkey-not-verified': 'The passkey could not be verified.',
  }),
  ...withStatus(429, {
    'sign-in-locked': 'Too many wrong codes: signing in is locked for a while.',
    'code-requested-too-soon': 'A code was sent a moment ago: wait before asking for another.',
    'too-many-copies': 'Too many copies of the data were asked for: wait a day.',
    'too-many-codes': 'Too many codes were asked for today.',
  }),
  ...withStatus(403, {
    'own-role': 'Nobody gives or takes an office of their own.',
    'invitation-for-another': 'This invitation is for somebody with another phone number.',
  }),
  ...withStatus(409, {
    'phone-in-use': 'This phone number belongs to another account.',
    'office-still-held': 'Give back your office first: your data cannot be deleted while you hold it.',
    'data-erased-already': 'The data was deleted already.',
    'invitation-over': 'The invitation was accepted or withdrawn already, or is too old.',
    'role-held': 'The person holds this office already.',
    'role-not-held': 'The person does not hold this office.',
    'identity-belongs-to-another': 'This identity document belongs to another account.',
  }),
  ...withStatus(422, {
    'phone-characters': 'The phone number has characters that are no digits.',
    'phone-not-mobile': 'The phone number is no mobile number.',
    'phone-length': 'The phone number has too many or too few digits.',
    'name-empty': 'The name is empty.',
    'name-too-long': 'The name is too long.',
    'name-malformed': 'The name is not well-formed text.',
    'name-digit': 'The name has a digit in it.',
    'name-character': 'The name has a character that no name has.',
    'document-kind-unknown': 'This kind of identity document is not known.',
    'id-number-15-digits':
      'This is an ID number of the first generation with 15 digits: give the 18 of the present card.',
    'id-number-length': 'An ID number has 18 characters.',
    'id-number-characters': 'An ID number has 17 digits and then a digit or X.',
    'id-number-region': 'The first six digits of the ID number are no region.',
    'id-number-date': 'The date of birth in the ID number does not exist.',
    'id-number-born-in-future': 'The date of birth in the ID number has not come yet.',
    'id-number-checksum': 'The last character of the ID number does not fit the others: check for a typing error.',
    'passport-length': 'The passport number has the wrong length.',
    'passport-characters': 'The passport number has characters that no passport number has.',
    'passport-checksum': 'A check digit of the passport does not fit: check for a typing error.',
    'passport-date': 'A date of the passport does not exist.',
    'passport-expired': 'The passport has expired.',
  }),
}
