import { match } from 'ts-pattern'
import type { RequestRow } from '../../api/requestRow'
import { m } from '../../paraglide/messages.js'

/** What a request was for, where that isn't a model's answer. */
export const operationWord = (operation: RequestRow['operation']): string | null =>
  match(operation)
    .with('generate', 'models', () => null)
    .with('count_tokens', () => m.activity_count_tokens())
    .with('embed', () => m.activity_op_embed())
    .with('complete', () => m.activity_op_complete())
    .with('image', () => m.activity_op_image())
    .with('speak', () => m.activity_op_speak())
    .with('transcribe', () => m.activity_op_transcribe())
    .with('moderate', () => m.activity_op_moderate())
    .with('rerank', () => m.activity_op_rerank())
    .with('compact', () => m.activity_op_compact())
    .with('stored_answer', () => m.activity_op_stored_answer())
    .exhaustive()
