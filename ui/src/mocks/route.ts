/** The simulator's answers as tests see them. */
import { HttpResponse, http } from 'msw'
import type { Route, RouteQuestion } from '../api/queries'

/** Answers every question the same, and remembers them. */
export function routeServer(answer: Partial<Route>) {
  const asked: RouteQuestion[] = []
  const handler = http.post('http://127.0.0.1:23001/api/v1/route', async ({ request }) => {
    asked.push((await request.json()) as RouteQuestion)
    return HttpResponse.json<Route>({ candidates: [], skipped: [], message: null, ...answer })
  })
  return { handler, asked }
}
