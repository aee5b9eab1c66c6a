// Whether something is a document as an activation brings it: its id becomes a file name, its digest finds its text.
import { isFamilyId, isSafeId } from '../../contracts/ids.js';
import { type Check, hasForm, isCount, isDigest, isListOf, isText, orNull } from '../../form.js';

const isId: Check = (value) => typeof value === 'string' && isSafeId(value);
const isFamily: Check = (value) => typeof value === 'string' && isFamilyId(value);

const document = {
  ...{ family: isFamily, id: isId, root: isId, createdAt: isText, sha256: isDigest, source: isText },
  dependsOn: isListOf(isId),
};

export const isDocument = hasForm(document);

/** The same with how deep it lies. */
export const isEmitted = hasForm({ ...document, generation: isCount, stuck: orNull(isText) });
