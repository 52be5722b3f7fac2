import type { Phrases } from '../phrases.ts'

/** The names that the service, as REGARDS, gives to refusals, in words. All else it says in English already. */
export const phrases = {
  ORDER_MUST_BE_PENDING_OR_RUNNING: 'Only an order that is under way can be paused or cancelled: look at its status again.',
  ORDER_MUST_BE_PAUSED: 'Only a paused order can be resumed. If it was paused just now, try again in a moment.',
  ORDER_MUST_BE_DONE_OR_DONE_WITH_WARNING_OR_PAUSED_OR_FAILED_OR_EXPIRED: 'An order that is under way cannot be deleted: pause or cancel it first.',
  ORDER_MUST_NOT_BE_DELETED: 'The order is deleted already.',
  ORDER_MUST_BE_PENDING_OR_RUNNING_OR_PAUSED_OR_DONE_OR_DONE_WITH_WARNING: 'Only an order that still has files can be kept longer.',
  ORDER_MUST_BE_DELETED: 'An order must be deleted before it can be removed for good.',
  ORDER_MUST_BE_DONE_OR_DONE_WITH_WARNING_OR_FAILED: 'Only an order that has ended can be ordered again.',
  ORDER_MUST_BE_DONE_WITH_WARNING_OR_FAILED: 'Only an order that has ended with files in error can be tried again.',
  ORDER_MUST_NOT_HAVE_ENDED: 'The order has ended already.',
  ORDER_MUST_BE_PENDING: 'The files of the order are listed already.',
  ORDER_MUST_BE_RUNNING: 'The order is not running.',
  USER_NOT_ALLOWED_TO_MANAGE_ORDER: 'Only its owner and administrators may do this to the order; only administrators may remove it for good.',
  TOO_MANY_CHARACTERS_IN_LABEL: 'The name of the order is too long: up to 50 characters are possible.',
  LABEL_NOT_UNIQUE_FOR_OWNER: 'You have an order of that name already: choose another name.',
} satisfies Phrases
