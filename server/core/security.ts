import { createHash } from 'node:crypto'
import type { Config } from '../config.ts'

/*
 * Written out because they are the same for every answer, and @fastify/helmet puts them together anew each time (40 µs).
 * Every header costs both sides a little, so the API answers with those that mean something for data.
 */

/**
 * For answers of the API: never a page, never in a frame, never guessed to be something else.
 * Source: OWASP REST Security Cheat Sheet § Security Headers.
 */
export function apiHeaders(config: Config): Readonly<Record<string, string>> {
  return {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    ...transport(config),
  }
}

/** For pages: what keeps a browser from being used against the person: no foreign script, no framing, HTTPS in production. */
export function pageHeaders(config: Config): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'self'",
    "script-src 'self'",
    // Mantine positions and sizes with style attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(config.production ? ['upgrade-insecure-requests'] : []),
  ]
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...transport(config),
  }
}

const transport = ({ production }: Config) => production && { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }

/** The CSP sources that allow exactly the inline scripts of a page. */
export function inlineScriptHashes(html: string): string {
  const scripts = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)]
  return scripts.map(([, code = '']) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`).join(' ')
}
