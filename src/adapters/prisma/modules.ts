/**
 * Modules: Prisma's own, and those of libraries whose objects look like a client.
 */

const GENERATED = /(?:^|\/)(?:generated|prisma)(?:\/.*)?\/(?:client|edge|browser)(?:\.[cm]?[jt]s)?$/;

/** Prisma's package, or a client generated into the project. */
export const isPrismaModule = (module: string | undefined): boolean =>
  module !== undefined && (module === '@prisma/client' || module.startsWith('@prisma/client/') || module === '.prisma/client' || module === '@prisma/extension-read-replicas' || GENERATED.test(module));

/** A module of the project that is called after Prisma: what it exports as a value is a client. */
export const isPrismaNamed = (module: string): boolean => /(?:^|[/@._-])prisma(?:$|[/._-]|client|service)/i.test(module);

const FOREIGN = new Set([
  'stripe', 'payload', 'mongoose', 'mongodb', 'sequelize', 'sequelize-typescript', 'typeorm', 'knex', 'kysely', 'axios', 'openai', 'resend', 'twilio', 'googleapis', 'convex',
  'firebase', 'firebase-admin', 'drizzle-orm', 'pg', 'mysql2', 'postgres', 'ioredis', 'redis', 'zustand', 'react', 'next', 'vitest', 'appwrite', 'node-appwrite', 'objection',
  'contentful', 'lodash', 'zod', 'fs', 'path', 'crypto', 'msw', 'faunadb', 'graphql-request', 'svix', 'replicate', 'posthog-node', 'bullmq', 'nodemailer', 'swr',
]);
const FOREIGN_SCOPES = [
  'drizzle-orm/', 'node:', '@trpc/', '@tanstack/', '@supabase/', '@mikro-orm/', '@aws-sdk/', '@google-cloud/', '@octokit/', '@apollo/', '@payloadcms/', '@strapi/', '@sanity/', '@stripe/',
  '@clerk/', '@nestjs/', '@sentry/', '@hubspot/', '@slack/', '@anthropic-ai/', '@linear/', '@notionhq/', '@convex-dev/', '@medusajs/', '@vendure/', '@directus/', '@shopify/', 'next/', 'react-',
];

/** A library whose objects are no Prisma client. */
export const isForeignModule = (module: string): boolean => FOREIGN.has(module) || FOREIGN_SCOPES.some((scope) => module.startsWith(scope));
