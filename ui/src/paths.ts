/** The only place that spells a URL of this application or of what stands beside it. */
export const paths = {
  overview: '/',
  /** All providers; `?provider=` opens one beside the list. */
  providers: '/providers',
  activity: '/activity',
  /** One request, beside the list. */
  request: '/activity/$request',
  keys: '/keys',
  settings: '/settings',
  /** From nothing to a first answer. */
  firstRun: '/first-run',
  signIn: '/sign-in',
  /** The components on one page; in development and tests only. */
  components: '/_components',
  /** The server's interactive documentation of the admin API. */
  apiDocs: '/api/docs/',
} as const
