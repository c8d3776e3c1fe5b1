/** What can go wrong with a call, and the one place that turns it into words. */
import { match } from 'ts-pattern'
import { m } from '../paraglide/messages.js'
import type { components } from './schema'

/** The closed set of codes of the admin API. */
export type ProblemCode = components['schemas']['ProblemCode']
type Problem = components['schemas']['Problem']

/** A call that failed: refused by the server with a code, or never answered. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly code: ProblemCode | 'unreachable' | 'unreadable'
  /** The server's own words, in English. Shown as text, never as markup. */
  readonly detail: string | null
  readonly retryAfterSeconds: number | null
  /** The field that can't be accepted, if it is one. */
  readonly field: string | null

  constructor(code: ApiError['code'], problem?: Partial<Problem>) {
    super(code)
    this.code = code
    this.detail = problem?.detail ?? null
    this.retryAfterSeconds = problem?.retry_after_seconds ?? null
    this.field = problem?.field ?? null
  }
}

/** Reads a refusal. What isn't a problem document comes from something that isn't Switchyard. */
export async function problemOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null)
  return isProblem(body) ? new ApiError(body.code, body) : new ApiError('unreadable')
}

/** Makes an error of whatever was thrown. */
export const asApiError = (thrown: unknown): ApiError =>
  thrown instanceof ApiError ? thrown : new ApiError('unreachable')

/** Whether a new sign-in mends it. */
export const endsSession = (error: unknown): boolean =>
  error instanceof ApiError && (error.code === 'sign_in_required' || error.code === 'invalid_csrf_token')

/** What happened and what to do, in the person's language. */
export function explain(thrown: unknown): { title: string; next: string } {
  const error = asApiError(thrown)
  return match(error.code)
    .with('unreachable', () => ({ title: m.error_unreachable(), next: m.error_unreachable_next() }))
    .with('unreadable', () => ({ title: m.error_unreadable(), next: m.error_unreadable_next() }))
    .with('invalid_link', () => ({ title: m.error_link_invalid(), next: m.error_link_invalid_next() }))
    .with('wrong_password', () => ({ title: m.error_password_wrong(), next: m.error_password_wrong_next() }))
    .with('too_many_failures', () => ({
      title: m.error_too_many_failures(),
      next: m.error_too_many_failures_next({ minutes: minutes(error.retryAfterSeconds) }),
    }))
    .with('sign_in_required', 'invalid_csrf_token', 'invalid_token', () => ({
      title: m.error_signed_out(),
      next: m.error_signed_out_next(),
    }))
    .with('origin_not_allowed', 'host_not_allowed', () => ({
      title: m.error_address(),
      next: m.error_address_next(),
    }))
    .with('store_unavailable', 'vault_closed', () => ({
      title: m.error_store(),
      next: m.error_store_next(),
    }))
    .with('name_taken', () => ({ title: m.error_name_taken(), next: m.error_name_taken_next() }))
    .with('stale_revision', 'stale_order', () => ({ title: m.error_stale(), next: m.error_stale_next() }))
    .with('not_found', () => ({ title: m.error_not_found(), next: m.error_not_found_next() }))
    .with('drill_running', () => ({ title: m.error_drill_running(), next: m.error_drill_running_next() }))
    .with('last_admin', () => ({ title: m.error_last_admin(), next: m.error_last_admin_next() }))
    .with('setting_locked', () => ({ title: m.error_setting_locked(), next: m.error_setting_locked_next() }))
    .with(
      'invalid_request',
      'invalid_field',
      'credential_required',
      'unknown_path',
      'method_not_allowed',
      'web_door_off',
      'not_running',
      'body_too_large',
      'unsupported_media_type',
      'internal',
      () => ({ title: m.error_refused(), next: error.detail ?? error.code }),
    )
    .exhaustive()
}

const minutes = (seconds: number | null): number => Math.max(1, Math.ceil((seconds ?? 900) / 60))

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string'
}
