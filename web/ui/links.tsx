import { ActionIcon, Anchor, Button, type ActionIconProps, type AnchorProps, type ButtonProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentPropsWithRef } from 'react'

// Mantine's looks with the router's typed addresses.

type A<P> = P & Omit<ComponentPropsWithRef<'a'>, keyof P>

export const AnchorLink = createLink((props: A<AnchorProps>) => <Anchor {...props} />)
export const ButtonLink = createLink((props: A<ButtonProps>) => <Button component="a" {...props} />)
export const ActionIconLink = createLink((props: A<ActionIconProps>) => <ActionIcon component="a" {...props} />)
