import type { ReactNode } from 'react'

const SIZE = 64
const WIDTH = 7
const RADIUS = (SIZE - WIDTH) / 2
const ROUND = 2 * Math.PI * RADIUS

/** A ring of shares in percent. (Mantine's brings its tooltips along, 18 KB of the first screen's script.) */
export function RingChart(props: { shares: readonly { percent: number; color: string }[]; children: ReactNode }) {
  const shares = props.shares.map((share, at) => ({
    ...share,
    start: props.shares.slice(0, at).reduce((sum, before) => sum + before.percent, 0),
  }))
  return (
    <div className="ring">
      <svg width={SIZE} height={SIZE} viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden>
        <circle className="ring-ground" cx={SIZE / 2} cy={SIZE / 2} r={RADIUS} strokeWidth={WIDTH} />
        {shares
          // The first share lies on top, so that its round end shows.
          .toReversed()
          .map(({ percent, color, start }) => (
            <circle
              key={start}
              cx={SIZE / 2}
              cy={SIZE / 2}
              r={RADIUS}
              strokeWidth={WIDTH}
              stroke={color}
              strokeLinecap="round"
              strokeDasharray={`${Math.max(0, (percent / 100) * ROUND - (percent < 100 ? WIDTH / 2 : 0))} ${ROUND}`}
              transform={`rotate(${(start / 100) * 360 - 90} ${SIZE / 2} ${SIZE / 2})`}
            />
          ))}
      </svg>
      <span className="numbers">{props.children}</span>
    </div>
  )
}
