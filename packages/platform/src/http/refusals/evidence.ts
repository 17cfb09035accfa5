import { withStatus } from './answer.ts'

export const evidenceRefusals = {
  ...withStatus(404, {
    'evidence-not-found': 'There is no such evidence for you.',
    'redaction-not-found': 'There is no such redaction for you.',
    'upload-not-found': 'There is no such upload of yours, or its days are over: begin it anew.',
  }),
  ...withStatus(409, {
    'evidence-already-added': 'This claim has this file already.',
    'too-many-uploads': 'This claim has too many uploads that are not finished.',
    'upload-finished': 'This upload is finished.',
    'upload-incomplete': 'Parts of the file are still missing.',
    'upload-offset-mismatch': 'The part does not begin where the one before it ends.',
  }),
  ...withStatus(410, {
    'evidence-erased': 'This evidence was erased.',
  }),
  ...withStatus(413, {
    'file-too-large': 'The file is larger than the limit.',
  }),
  ...withStatus(415, {
    'media-type-not-accepted': 'Evidence is a JPEG, PNG, WebP or HEIC picture, or a PDF.',
    'file-name-extension-mismatch': 'The ending of the file name does not fit the type of the file.',
    'file-content-mismatch': 'The content of the file is not of the type that it says.',
  }),
  ...withStatus(422, {
    'upload-damaged': 'The file that arrived is not the one that was announced: send it anew.',
    'upload-part-size': 'The part is smaller or larger than a part may be.',
    'attestation-malformed': 'The note is not an attestation of a document.',
    'file-name-empty': 'The file has no name.',
    'file-name-malformed': 'The file name is not well-formed text.',
    'file-name-too-long': 'The file name is too long.',
    'file-name-character': 'The file name has a character that is not allowed in it.',
    'file-empty': 'The file is empty.',
    'file-ambiguous': 'The file can be read as two types at once.',
    'file-damaged': 'The file is damaged or cut off: open it, save it anew, and try again.',
    'file-too-complex': 'The file takes too long to read: print it to a new file and try again.',
    'pdf-encrypted': 'The PDF is protected by a password: save it without one.',
    'pdf-inflates-too-far': 'The PDF unpacks to more than the limit.',
    'pdf-no-pages': 'The PDF has no pages.',
    'pdf-too-many-pages': 'The PDF has more pages than the limit.',
    'image-animated': 'The picture moves: send a single picture.',
    'image-too-many-pixels': 'The picture has more pixels than the limit.',
    'redaction-of-no-page': 'Name each page that is to be shown: a page that is not named is not shown.',
    'redaction-page-unknown': 'The paper has no such page, or it is not shown.',
    'redaction-page-twice': 'A page is named twice.',
    'redaction-too-many-boxes': 'A page has more boxes than the limit.',
    'redaction-box-empty': 'A box has no width or no height.',
    'redaction-box-outside': 'A box reaches beyond the page: its edges are fractions from 0 to 1.',
  }),
  ...withStatus(503, {
    'intake-busy': 'Many files are being checked at the moment: try again in a minute.',
  }),
}
