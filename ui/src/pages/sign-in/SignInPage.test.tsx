import { screen, waitFor } from '@testing-library/react'
import { HttpResponse } from 'msw'
import { beforeEach, describe, expect, it } from 'vitest'
import { catchLinkSecret, takeLinkSecret } from '../../api/linkSecret'
import { session } from '../../api/session'
import { CSRF_TOKEN, failing, GOOD, problem, server, signInOptions } from '../../mocks/server'
import { openApp } from '../../test/app'
// Loaded with the test: the page is fetched when it is first opened, and that is not what is waited for here.
import './SignInPage'

beforeEach(() => {
  session.end()
  takeLinkSecret()
})

/** As if the browser had been given the link's address. */
function openLink(secret: string) {
  history.replaceState(null, '', `/sign-in#${secret}`)
  catchLinkSecret()
  return openApp('/sign-in')
}

describe('a one-time link', () => {
  it('signs in, leads to the overview and leaves the token behind', async () => {
    const { router } = openLink(GOOD.secret)
    expect(await screen.findByText('Local address')).toBeVisible()
    expect(router.state.location.pathname).toBe('/')
    expect(session.token()).toBe(CSRF_TOKEN)
    expect(localStorage.getItem('switchyard.csrf')).toBe(CSRF_TOKEN)
  })

  it('is gone from the address before anything is sent', () => {
    history.replaceState(null, '', `/sign-in#${GOOD.secret}`)
    const length = history.length
    catchLinkSecret()
    expect(location.href).toBe('http://127.0.0.1:23001/sign-in')
    expect(history.length).toBe(length)
  })

  it('is spent once', () => {
    history.replaceState(null, '', `/sign-in#${GOOD.secret}`)
    catchLinkSecret()
    expect(takeLinkSecret()).toBe(GOOD.secret)
    expect(takeLinkSecret()).toBeNull()
  })

  it('that was used says so, and names the command for a new one', async () => {
    openLink('an-old-secret')
    expect(await screen.findByRole('alert')).toHaveTextContent('This link was used, or has expired')
    expect(screen.getByText('switchyard-server admin link')).toBeVisible()
    expect(session.token()).toBeNull()
  })

  it('opened in a tab that shows this page already works, too', async () => {
    history.replaceState(null, '', '/sign-in')
    openApp('/sign-in')
    await screen.findByRole('heading', { name: 'Sign in to Switchyard' })
    history.replaceState(null, '', `/sign-in#${GOOD.secret}`)
    dispatchEvent(new HashChangeEvent('hashchange'))
    expect(await screen.findByText('Local address')).toBeVisible()
    expect(location.hash).toBe('')
  })

  it('is kept out of every other page', () => {
    history.replaceState(null, '', '/#content')
    catchLinkSecret()
    expect(takeLinkSecret()).toBeNull()
    expect(location.hash).toBe('#content')
  })
})

describe('the password', () => {
  it('signs in', async () => {
    const { user } = openApp('/sign-in')
    await user.type(await screen.findByLabelText('Admin password'), GOOD.password)
    await user.keyboard('{Enter}')
    expect(await screen.findByText('Local address')).toBeVisible()
    expect(session.token()).toBe(CSRF_TOKEN)
  })

  it('that is wrong is said at its field, and can be mended there', async () => {
    const { user } = openApp('/sign-in')
    const field = await screen.findByLabelText('Admin password')
    await user.type(field, 'wrong{Enter}')
    expect(await screen.findByText(/That is not the password/)).toBeVisible()
    expect(field).toBeInvalid()
    expect(field).toHaveAccessibleDescription(/switchyard-server admin password/)
    expect(field).toHaveValue('wrong')
  })

  it('that is empty is not sent', async () => {
    const { user } = openApp('/sign-in')
    await user.click(await screen.findByRole('button', { name: 'Sign in' }))
    expect(screen.getByText('Type the password.')).toBeVisible()
    expect(session.token()).toBeNull()
  })

  it('can be shown', async () => {
    const { user } = openApp('/sign-in')
    const field = await screen.findByLabelText('Admin password')
    expect(field).toHaveAttribute('type', 'password')
    await user.click(screen.getByRole('button', { name: 'Show the password' }))
    expect(field).toHaveAttribute('type', 'text')
  })

  it('is not asked for where none has been set', async () => {
    server.use(signInOptions(false))
    openApp('/sign-in')
    expect(await screen.findByText('switchyard-server admin link')).toBeVisible()
    expect(screen.queryByLabelText('Admin password')).toBeNull()
  })
})

describe('when signing in fails', () => {
  it('too many failures say how long to wait', async () => {
    server.use(
      failing('/sign-in/password', () => problem('too_many_failures', 429, { retry_after_seconds: 840 })),
    )
    const { user } = openApp('/sign-in')
    await user.type(await screen.findByLabelText('Admin password'), 'again{Enter}')
    expect(await screen.findByRole('alert')).toHaveTextContent('Wait 14 min')
  })

  it('a gateway that is not there is told from a wrong password', async () => {
    server.use(failing('/sign-in/password', () => HttpResponse.error()))
    const { user } = openApp('/sign-in')
    await user.type(await screen.findByLabelText('Admin password'), `${GOOD.password}{Enter}`)
    expect(await screen.findByRole('alert')).toHaveTextContent('The gateway can’t be reached')
  })

  it('an answer of something else is told apart, too', async () => {
    server.use(failing('/sign-in/password', () => new HttpResponse('<h1>Proxy</h1>', { status: 502 })))
    const { user } = openApp('/sign-in')
    await user.type(await screen.findByLabelText('Admin password'), `${GOOD.password}{Enter}`)
    expect(await screen.findByRole('alert')).toHaveTextContent('did not come from Switchyard')
  })

  it('the server’s words are text and never markup', async () => {
    const detail = '<img src=x onerror=alert(1)>'
    server.use(failing('/sign-in/password', () => problem('internal', 500, { detail })))
    const { user } = openApp('/sign-in')
    await user.type(await screen.findByLabelText('Admin password'), 'x{Enter}')
    await waitFor(() => expect(screen.getByText(detail)).toBeVisible())
    expect(document.querySelector('img')).toBeNull()
  })
})
