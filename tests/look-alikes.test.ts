/**
 * What only looks like a check and a write: nothing here is a database that we know, and no rule of `strict` may report it. Each snippet
 * stands alone, and again in one file with a real Prisma client and a real repository, where the gate lets everything through.
 */
import { describe, expect, it } from 'vitest';
import { lint, type ValidCase } from './rules/tester.js';

type LookAlike = ValidCase;

const reported = (code: string, language?: ValidCase['language']): readonly string[] =>
  lint(code, language).map(({ ruleId, line, column, message }) => `${line}:${column} ${ruleId ?? 'fatal'} ${message}`);

/** A database in the same file, with a write of its own. */
const besideDatabase = (code: string): string => `import { PrismaClient } from '@prisma/client';
import { Repository } from 'typeorm';
const realPrisma = new PrismaClient();
export const realRead = (realId: string) => realPrisma.invoice.findUnique({ where: { id: realId } });
export const realWrite = (realRows: Repository<Invoice>, realId: string) => realRows.update({ id: realId }, { open: false });
${code}`;

const lookAlikes: readonly LookAlike[] = [
  // collections in memory
  {
    name: 'Safe because an array is in memory',
    code: `const users: User[] = [];
export function add(email: string) {
  const user = users.find((one) => one.email === email);
  if (user) throw new Error('taken');
  users.push({ email });
}`,
  },
  {
    name: 'Safe because a Map is in memory',
    code: `const counts = new Map<string, number>();
export function hit(page: string) {
  const count = counts.get(page);
  if (count === undefined) counts.set(page, 1);
  else counts.set(page, count + 1);
}`,
  },
  {
    name: 'Safe because a Set is in memory',
    code: `const seen = new Set<string>();
export async function once(id: string, run: () => Promise<void>) {
  if (seen.has(id)) return;
  seen.add(id);
  await run();
  seen.delete(id);
}`,
  },
  {
    name: 'Safe because a WeakMap is in memory',
    code: `const cache = new WeakMap<object, Model>();
export const modelOf = (key: object) => {
  let model = cache.get(key);
  if (!model) cache.set(key, (model = build(key)));
  return model;
};`,
  },
  {
    name: 'Safe because an object is a dictionary',
    code: `const registry: Record<string, Handler> = {};
export function create(name: string, handler: Handler) {
  if (registry[name]) throw new Error('exists');
  registry[name] = handler;
}`,
  },
  {
    name: 'Safe because lodash finds in memory',
    code: `import _ from 'lodash';
export function save(list: Item[], item: Item) {
  const found = _.find(list, { id: item.id });
  if (!found) list.push(_.create(Item.prototype, item));
  else _.update(found, 'count', (count) => count + 1);
}`,
  },
  {
    name: 'Safe because Immutable.js gives a new map',
    code: `import { Map } from 'immutable';
export const hit = (state: Map<string, number>, key: string) => {
  const count = state.get(key);
  if (!count) return state.set(key, 1);
  return state.update(key, (value) => value + 1).delete('old');
};`,
  },
  {
    name: 'Safe because immer edits a draft',
    code: `import { produce } from 'immer';
export const add = (state: State, todo: Todo) =>
  produce(state, (draft) => {
    const found = draft.todos.find((one) => one.id === todo.id);
    if (found) found.count = found.count + 1;
    else draft.todos.push(todo);
  });`,
  },
  {
    name: 'Safe because the store is a class around an array',
    code: `class UserStore {
  private rows: User[] = [];
  async findOne(where: Partial<User>) { return this.rows.find((row) => row.email === where.email); }
  async create(row: User) { this.rows.push(row); return row; }
  async register(email: string) {
    const user = await this.findOne({ email });
    if (!user) return this.create({ email });
    return user;
  }
}`,
  },
  {
    name: 'Safe because a mongo-like store is in memory',
    code: `import { MemoryCollection } from './memory';
const users = new MemoryCollection<User>();
export async function add(email: string) {
  const user = await users.findOne({ email });
  if (!user) await users.insert({ email });
  else await users.update({ email }, { $set: { seen: user.seen + 1 } });
}`,
  },
  {
    name: 'Safe because a trie has insert and find',
    code: `import { Trie } from './trie';
const trie = new Trie();
export async function learn(word: string) {
  if (!(await trie.find(word))) await trie.insert(word);
}`,
  },

  // the browser
  {
    name: 'Safe because these are elements of a page',
    code: `export function mount(id: string) {
  let root = document.querySelector('#' + id);
  if (!root) {
    root = document.createElement('div');
    document.body.append(root);
  }
  root.remove();
}`,
  },
  {
    name: 'Safe because localStorage is of one browser',
    code: `export async function theme(name: string) {
  const stored = localStorage.getItem('theme');
  if (stored === null) localStorage.setItem('theme', name);
  else localStorage.removeItem('theme');
}`,
  },
  {
    name: 'Safe because IndexedDB has its own transactions',
    code: `export async function put(db: IDBDatabase, key: string, value: unknown) {
  const store = db.transaction('items', 'readwrite').objectStore('items');
  const known = await store.get(key);
  if (!known) store.add(value, key);
  else store.put(value, key);
}`,
  },
  {
    name: 'Safe because a canvas saves its state',
    code: `export function draw(context: CanvasRenderingContext2D, shapes: Shape[]) {
  for (const shape of shapes) {
    context.save();
    if (!shape.path) shape.path = shape.create();
    context.fill(shape.path);
    context.restore();
  }
  context.save();
  context.save();
}`,
  },
  {
    name: 'Safe because a form saves itself',
    code: `export async function submit(form: Form, values: Values) {
  const existing = await form.find('email');
  if (!existing) form.create({ email: values.email });
  await form.save(values);
  await form.save(values);
}`,
  },
  {
    name: 'Safe because the browser keeps the Cache API',
    code: `export async function load(request: Request) {
  const cache = await caches.open('v1');
  const hit = await cache.match(request);
  if (hit) return hit;
  const response = await fetch(request);
  await cache.put(request, response.clone());
  return response;
}`,
  },
  {
    name: 'Safe because a React component sets its state',
    language: 'tsx',
    code: `import { useState } from 'react';
export function Counter({ items }: Props) {
  const [count, update] = useState(0);
  const found = items.find((item) => item.open);
  return <button onClick={() => { if (!found) update(count + 1); }}>{count}</button>;
}`,
  },
  {
    name: 'Safe because React Query asks a server',
    language: 'tsx',
    code: `import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
export function useSave(id: string) {
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['user', id] });
  const create = useMutation({ mutationFn: (data: User) => fetch('/users', { method: 'POST', body: JSON.stringify(data) }) });
  const update = useMutation({ mutationFn: (data: User) => fetch('/users/' + id, { method: 'PUT', body: JSON.stringify(data) }) });
  return async (data: User) => {
    if (!query.data) await create.mutateAsync(data);
    else await update.mutateAsync({ ...data, count: query.data.count + 1 });
    client.setQueryData(['user', id], data);
  };
}`,
  },
  {
    name: 'Safe because tRPC hooks ask a server',
    language: 'tsx',
    code: `import { trpc } from './trpc';
export function useProfile(userId: string) {
  const profile = trpc.profile.findUnique.useQuery({ where: { userId } });
  const create = trpc.profile.create.useMutation();
  return async (bio: string) => {
    if (!profile.data) await create.mutateAsync({ data: { userId, bio } });
  };
}`,
  },
  {
    name: 'Safe because a tRPC client asks a server',
    code: `import { client } from './trpc-client';
export async function save(userId: string) {
  const profile = await client.profile.find.query({ userId });
  if (!profile) await client.profile.create.mutate({ userId });
}`,
  },
  {
    name: 'Safe because a Zustand store is in memory',
    code: `import { create } from 'zustand';
export const useCart = create<Cart>((set, get) => ({
  lines: [],
  add: (id: string) => {
    const line = get().lines.find((one) => one.id === id);
    if (!line) set({ lines: [...get().lines, { id, count: 1 }] });
    else set({ lines: get().lines.map((one) => (one.id === id ? { ...one, count: one.count + 1 } : one)) });
  },
}));`,
  },
  {
    name: 'Safe because a Redux slice is in memory',
    code: `import { createSlice } from '@reduxjs/toolkit';
export const slice = createSlice({
  name: 'todos',
  initialState: { items: [] as Todo[] },
  reducers: {
    save(state, action) {
      const found = state.items.find((item) => item.id === action.payload.id);
      if (!found) state.items.push(action.payload);
      else found.count += 1;
    },
  },
});`,
  },
  {
    name: 'Safe because MobX observes memory',
    code: `import { makeAutoObservable } from 'mobx';
class Todos {
  items: Todo[] = [];
  constructor() { makeAutoObservable(this); }
  save(todo: Todo) {
    const found = this.items.find((one) => one.id === todo.id);
    if (found) found.title = todo.title;
    else this.items.push(todo);
  }
}`,
  },
  {
    name: 'Safe because a Vue ref is in memory',
    code: `import { ref } from 'vue';
const items = ref<Item[]>([]);
export async function save(item: Item) {
  const index = items.value.findIndex((one) => one.id === item.id);
  if (index === -1) items.value.push(item);
  else items.value[index] = item;
}`,
  },
  {
    name: 'Safe because an Angular service asks a server',
    code: `import { HttpClient } from '@angular/common/http';
import { Injectable } from '@angular/core';
@Injectable({ providedIn: 'root' })
export class UserService {
  constructor(private readonly http: HttpClient) {}
  async save(user: User) {
    const found = await this.http.get<User>('/users/' + user.id).toPromise();
    if (!found) await this.http.post('/users', user).toPromise();
    else await this.http.put('/users/' + user.id, { ...user, version: found.version + 1 }).toPromise();
  }
}`,
  },
  {
    name: 'Safe because an Angular component asks a service',
    code: `import { Component } from '@angular/core';
@Component({ selector: 'app-users', template: '' })
export class UsersComponent {
  constructor(private readonly users: UserService, private readonly dialog: MatDialog) {}
  async add(email: string) {
    const user = await this.users.findOne({ where: { email } });
    if (!user) await this.users.save({ email });
    this.dialog.open(UsersComponent);
  }
}`,
  },
  {
    name: 'Safe because i18n looks up a text',
    code: `import i18n from 'i18next';
export async function translate(key: string, fallback: string) {
  if (!i18n.exists(key)) i18n.addResource('en', 'app', key, fallback);
  return i18n.t(key);
}`,
  },
  {
    name: 'Safe because a DataLoader caches in memory',
    code: `import DataLoader from 'dataloader';
export async function prime(loader: DataLoader<string, User>, user: User) {
  const known = await loader.load(user.id);
  if (!known) loader.clear(user.id).prime(user.id, user);
}`,
  },

  // the network
  {
    name: 'Safe because axios asks a server',
    code: `import axios from 'axios';
export async function save(user: User) {
  const { data } = await axios.get('/users', { params: { email: user.email } });
  if (data.length === 0) await axios.post('/users', user);
  else await axios.put('/users/' + data[0].id, user);
}`,
  },
  {
    name: 'Safe because fetch asks a server',
    code: `export async function save(user: User) {
  const found = await fetch('/users/' + user.id);
  if (found.status === 404) await fetch('/users', { method: 'POST', body: JSON.stringify(user) });
}`,
  },
  {
    name: 'Safe because Stripe is a service',
    code: `import Stripe from 'stripe';
const stripe = new Stripe('sk_test');
export async function customerOf(email: string) {
  const { data } = await stripe.customers.list({ email, limit: 1 });
  if (data.length > 0) return stripe.customers.update(data[0].id, { metadata: { count: data.length + 1 } });
  return stripe.customers.create({ email });
}`,
  },
  {
    name: 'Safe because Payload is a service with a database behind it',
    code: `import payload from 'payload';
export async function save(slug: string, title: string) {
  const { docs } = await payload.find({ collection: 'pages', where: { slug: { equals: slug } } });
  if (docs.length === 0) await payload.create({ collection: 'pages', data: { slug, title } });
  else await payload.update({ collection: 'pages', id: docs[0].id, data: { title } });
}`,
  },
  {
    name: 'Safe because Strapi is a service with a database behind it',
    code: `export async function save(strapi: Strapi, email: string) {
  const user = await strapi.service('api::user.user').findOne({ where: { email } });
  if (!user) await strapi.service('api::user.user').create({ data: { email } });
}`,
  },
  {
    name: 'Safe because Medusa modules are services',
    code: `export async function save(productService: ProductService, handle: string) {
  const [product] = await productService.list({ handle });
  if (!product) await productService.create({ handle });
  else await productService.update(product.id, { handle });
}`,
  },
  {
    name: 'Safe because Octokit asks GitHub',
    code: `import { Octokit } from '@octokit/rest';
const octokit = new Octokit();
export async function label(owner: string, repo: string, name: string) {
  const { data } = await octokit.issues.listLabelsForRepo({ owner, repo });
  if (!data.some((one) => one.name === name)) await octokit.issues.createLabel({ owner, repo, name });
  await octokit.issues.update({ owner, repo, issue_number: data.length + 1 });
}`,
  },
  {
    name: 'Safe because S3 is a store of objects',
    code: `import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
const s3 = new S3Client({});
export async function save(Key: string, Body: string) {
  const found = await s3.send(new GetObjectCommand({ Bucket: 'b', Key }));
  if (!found.Body) await s3.send(new PutObjectCommand({ Bucket: 'b', Key, Body }));
}`,
  },
  {
    name: 'Safe because Elasticsearch is no data layer of ours',
    code: `import { Client } from '@elastic/elasticsearch';
const client = new Client({ node: 'http://localhost:9200' });
export async function index(id: string, document: object) {
  const exists = await client.exists({ index: 'docs', id });
  if (!exists) await client.create({ index: 'docs', id, document });
  else await client.update({ index: 'docs', id, doc: document });
  const { count } = await client.count({ index: 'docs' });
  if (count > 100) await client.delete({ index: 'docs', id });
}`,
  },
  {
    name: 'Safe because Algolia is no data layer of ours',
    code: `export async function index(algolia: SearchIndex, id: string) {
  const hit = await algolia.findObject((one) => one.objectID === id);
  if (!hit) await algolia.saveObject({ objectID: id });
}`,
  },
  {
    name: 'Safe because a GraphQL client asks a server',
    code: `import { GraphQLClient, gql } from 'graphql-request';
const client = new GraphQLClient('/graphql');
export async function save(email: string) {
  const { user } = await client.request(gql\`query($email: String!) { user(email: $email) { id count } }\`, { email });
  if (!user) await client.request(gql\`mutation($email: String!) { insert(email: $email) { id } }\`, { email });
}`,
  },
  {
    name: 'Safe because Apollo caches in memory',
    code: `import { useApolloClient } from '@apollo/client';
export function useAdd() {
  const client = useApolloClient();
  return async (id: string) => {
    const found = client.cache.readFragment({ id, fragment: USER });
    if (!found) client.cache.writeFragment({ id, fragment: USER, data: { count: found.count + 1 } });
    const { data } = await client.query({ query: USERS, variables: { id } });
    if (data.users.length === 0) await client.mutate({ mutation: CREATE, variables: { id } });
  };
}`,
  },
  {
    name: 'Safe because nodemailer sends mail',
    code: `import nodemailer from 'nodemailer';
const transport = nodemailer.createTransport({});
export async function send(to: string, sent: string[]) {
  if (sent.includes(to)) return;
  await transport.sendMail({ to });
  sent.push(to);
}`,
  },
  {
    name: 'Safe because Slack is a service',
    code: `import { WebClient } from '@slack/web-api';
const web = new WebClient();
export async function post(channel: string, ts?: string) {
  const { messages } = await web.conversations.history({ channel });
  if (!messages.find((one) => one.ts === ts)) await web.chat.postMessage({ channel });
  else await web.chat.update({ channel, ts });
}`,
  },
  {
    name: 'Safe because Kubernetes keeps its own versions',
    code: `export async function ensure(api: CoreV1Api, name: string) {
  const found = await api.namespaces.find({ where: { name } });
  if (!found) await api.namespaces.create({ data: { name } });
}`,
  },
  {
    name: 'Safe because Firebase Auth is a service',
    code: `import { getAuth } from 'firebase-admin/auth';
export async function ensure(email: string) {
  const user = await getAuth().getUserByEmail(email).catch(() => null);
  if (!user) return getAuth().createUser({ email });
  return getAuth().updateUser(user.uid, { email });
}`,
  },

  // stores on the server
  {
    name: 'Safe because the file system is no database',
    code: `import fs from 'node:fs/promises';
export async function save(path: string, text: string) {
  const exists = await fs.stat(path).catch(() => null);
  if (!exists) await fs.writeFile(path, text);
  const old = await fs.readFile(path, 'utf8');
  await fs.writeFile(path, old + text);
}`,
  },
  {
    name: 'Safe because a JSON file is no database',
    language: 'js',
    code: `const fs = require('fs');
exports.add = (user) => {
  const users = JSON.parse(fs.readFileSync('users.json', 'utf8'));
  if (users.find((one) => one.email === user.email)) throw new Error('taken');
  users.push({ ...user, id: users.length + 1 });
  fs.writeFileSync('users.json', JSON.stringify(users));
};`,
  },
  {
    name: 'Safe because Redis is no data layer of ours',
    code: `import Redis from 'ioredis';
const redis = new Redis();
export async function hit(key: string) {
  const count = await redis.get(key);
  if (!count) await redis.set(key, 1);
  else await redis.set(key, Number(count) + 1);
  if (await redis.exists(key)) await redis.del(key);
}`,
  },
  {
    name: 'Safe because a cache manager is no database',
    code: `import { CACHE_MANAGER } from '@nestjs/cache-manager';
import { Inject, Injectable } from '@nestjs/common';
@Injectable()
export class Tokens {
  constructor(@Inject(CACHE_MANAGER) private readonly cache: Cache) {}
  async token(key: string) {
    const known = await this.cache.get(key);
    if (known) return known;
    const token = await this.cache.create({ key });
    await this.cache.save(token);
    await this.cache.save(token);
    return token;
  }
}`,
  },
  {
    name: 'Safe because an LRU cache is in memory',
    code: `import { LRUCache } from 'lru-cache';
const cache = new LRUCache<string, User>({ max: 100 });
export async function load(id: string) {
  const known = cache.get(id) ?? cache.find((user) => user.id === id);
  if (!known) cache.set(id, await remote(id));
  return known;
}`,
  },
  {
    name: 'Safe because a hash is updated, not a row',
    code: `import { createHash } from 'node:crypto';
export function digest(parts: string[], known?: string) {
  const hash = createHash('sha256');
  for (const part of parts) {
    if (!known) hash.update(part);
    hash.update(part);
  }
  return hash.digest('hex');
}`,
  },
  {
    name: 'Safe because a queue is no database',
    code: `import { Queue } from 'bullmq';
const queue = new Queue('mail');
export async function enqueue(jobId: string) {
  const job = await queue.getJob(jobId);
  if (!job) await queue.add('send', {}, { jobId });
  else await job.update({ ...job.data, tries: job.data.tries + 1 });
  const count = await queue.count();
  if (count > 1000) await job.remove();
}`,
  },
  {
    name: 'Safe because an EventEmitter is in memory',
    code: `import { EventEmitter } from 'node:events';
const bus = new EventEmitter();
export async function once(name: string, listener: () => void) {
  if (bus.listenerCount(name) === 0) bus.on(name, listener);
  bus.emit('update', { count: bus.listenerCount(name) + 1 });
}`,
  },
  {
    name: 'Safe because a session is of one user',
    code: `export async function login(request: Request, id: string) {
  const user = await request.session.get('user');
  if (!user) await request.session.set('user', id);
  request.session.count = request.session.count + 1;
  await request.session.save();
  await request.session.save();
}`,
  },
  {
    name: 'Safe because a cookie jar is of one user',
    code: `import { cookies } from 'next/headers';
export async function visit() {
  const jar = await cookies();
  const count = jar.get('count');
  if (!count) jar.set('count', '1');
  else jar.set('count', String(Number(count.value) + 1));
}`,
  },
  {
    name: 'Safe because a logger creates children',
    code: `import pino from 'pino';
const loggers = new Map();
export function loggerOf(name: string) {
  const known = loggers.get(name);
  if (known) return known;
  const logger = pino().child({ name });
  loggers.set(name, logger);
  return logger;
}`,
  },

  // frameworks and services of the user
  {
    name: "Safe because a user's service is its own file's business",
    code: `import { UsersService } from './users.service';
export class AuthService {
  constructor(private readonly usersService: UsersService) {}
  async register(email: string) {
    const user = await this.usersService.findOne({ where: { email } });
    if (user) throw new Error('taken');
    return this.usersService.create({ email });
  }
}`,
  },
  {
    name: "Safe because a user's client is not known to be a database",
    code: `import { api } from './api';
export async function register(email: string) {
  const count = await api.users.count({ email });
  if (count === 0) await api.users.create({ email });
  const user = await api.users.findOne({ email });
  await api.users.update({ id: user.id }, { visits: user.visits + 1 });
}`,
  },
  {
    name: 'Safe because a class of the file that is called Repository is no TypeORM repository',
    code: `class Repository<T> {
  rows: T[] = [];
  findOneBy(where: Partial<T>) { return this.rows.find((row) => Object.keys(where).every((key) => row[key] === where[key])); }
  save(row: T) { this.rows.push(row); return row; }
}
const users = new Repository<User>();
export async function add(email: string) {
  const user = await users.findOneBy({ email });
  if (!user) users.save({ email });
}`,
  },
  {
    name: 'Safe because Express registers routes',
    language: 'js',
    code: `const express = require('express');
const app = express();
const users = [];
app.get('/users/:id', (req, res) => {
  const user = users.find((one) => one.id === req.params.id);
  if (!user) return res.sendStatus(404);
  res.json(user);
});
app.delete('/users/:id', (req, res) => {
  const index = users.findIndex((one) => one.id === req.params.id);
  if (index >= 0) users.splice(index, 1);
  res.sendStatus(204);
});
app.post('/users', (req, res) => {
  if (users.length >= 10) return res.sendStatus(409);
  users.push({ ...req.body, id: users.length + 1 });
  res.sendStatus(201);
});`,
  },
  {
    name: 'Safe because Koa has a context',
    code: `import Router from '@koa/router';
const router = new Router();
router.put('/items/:id', async (ctx) => {
  const item = await ctx.store.find(ctx.params.id);
  if (!item) ctx.store.create({ id: ctx.params.id });
  else ctx.store.update({ id: item.id }, { count: item.count + 1 });
  ctx.cookies.set('last', ctx.params.id);
});`,
  },
  {
    name: 'Safe because Fastify decorates itself',
    code: `import fastify from 'fastify';
const app = fastify();
export async function setup(name: string) {
  if (!app.hasDecorator(name)) app.decorate(name, {});
  const route = app.findRoute({ url: '/', method: 'GET' });
  if (!route) app.get('/', async () => ({ created: true }));
}`,
  },
  {
    name: 'Safe because Terraform-like resources are declared',
    code: `import { Bucket } from './cdk';
export function ensure(scope: Construct, id: string) {
  const known = scope.node.tryFindChild(id);
  if (!known) new Bucket(scope, id);
  scope.node.update({ id, version: scope.node.version + 1 });
}`,
  },
  {
    name: 'Safe because Three.js updates matrices',
    code: `export function animate(scene: Scene, clock: Clock) {
  const mesh = scene.getObjectByName('cube');
  if (!mesh) scene.add(create());
  mesh.rotation.x = mesh.rotation.x + clock.getDelta();
  mesh.update({ x: mesh.position.x + 1 });
}`,
  },
  {
    name: 'Safe because an editor document is saved by the user',
    code: `import * as vscode from 'vscode';
export async function format(document: vscode.TextDocument) {
  const found = vscode.workspace.textDocuments.find((one) => one.uri === document.uri);
  if (!found) return;
  await document.save();
  await document.save();
}`,
  },
  {
    name: 'Safe because a Yjs document merges',
    code: `import * as Y from 'yjs';
export function hit(doc: Y.Doc, key: string) {
  const map = doc.getMap('counts');
  doc.transact(() => {
    if (!map.has(key)) map.set(key, 1);
    else map.set(key, map.get(key) + 1);
  });
}`,
  },
  {
    name: 'Safe because a test double has the same methods',
    code: `const repository = { findOne: async (query: Query) => null, save: async (row: Row) => row, create: (row: Row) => row };
export async function run(email: string) {
  const row = await repository.findOne({ where: { email } });
  if (!row) await repository.save(repository.create({ email }));
}`,
  },
  {
    name: 'Safe because a URL has search parameters',
    code: `export function page(url: URL) {
  const page = url.searchParams.get('page');
  if (!page) url.searchParams.set('page', '1');
  else url.searchParams.set('page', String(Number(page) + 1));
  url.searchParams.delete('old');
}`,
  },
  {
    name: 'Safe because Web Audio creates nodes',
    code: `export async function play(context: AudioContext, nodes: Map<string, AudioNode>, name: string) {
  const node = nodes.get(name) ?? context.createGain();
  if (!nodes.has(name)) nodes.set(name, node);
  await context.resume();
}`,
  },
  // MikroORM's and Supabase's words elsewhere
  {
    name: 'Safe because a stream is flushed',
    code: `export async function write(out: Writer, cache: Cache, key: string) {
  const entry = await cache.findOne(key);
  if (!entry) out.persist({ key });
  entry.hits += 1;
  await out.flush();
}`,
  },
  {
    name: 'Safe because a form is assigned to and nothing is flushed',
    code: `import type { EntityManager } from '@mikro-orm/core';
import { User } from './entities';
export async function preview(em: EntityManager, id: string) {
  const user = await em.findOneOrFail(User, id);
  user.visits += 1;
  return render(user);
}`,
  },
  {
    name: 'Safe because arrays and buffers are made from what is there',
    code: `export async function encode(rows: Iterable<Row>, key: string) {
  const list = Array.from(rows);
  const { data } = await Buffer.from('users').match({ key });
  if (!data) await Uint8Array.from('users').insert({ key });
  return list;
}`,
  },
  {
    name: 'Safe because a bucket of Supabase is no table',
    code: `import { createClient } from '@supabase/supabase-js';
const supabase = createClient('url', 'key');
export async function upload(path: string, file: Blob) {
  const { data } = await supabase.storage.from('avatars').list(path);
  if (data?.length === 0) await supabase.storage.from('avatars').update(path, file);
}`,
  },
  {
    name: 'Safe because a function of the database is called',
    code: `import { createClient } from '@supabase/supabase-js';
const supabase = createClient('url', 'key');
export async function like(id: string) {
  const { data: post } = await supabase.from('posts').select('likes').eq('id', id).single();
  if (post && post.likes < 10) await supabase.rpc('like', { id });
}`,
  },
  {
    name: 'Safe because observables begin with from',
    code: `import { from } from 'rxjs';
export async function last(source: Source, key: string) {
  const { data } = await source.from('events').pipe(key);
  if (!data) await source.from('events').next({ key });
  return from([1]);
}`,
  },
];

const oddSyntax: readonly LookAlike[] = [
  { name: 'Safe because decorators, private methods and static blocks are only syntax', code: `function log(target: unknown, context: unknown) {}
@log
class Store {
  static #instances = new Map<string, Store>();
  static { Store.#instances.set('main', new Store()); }
  accessor count = 0;
  @log
  async #find(id: string) { return Store.#instances.get(id); }
  async save(id: string) { if (!(await this.#find(id))) this.count++; if (#find in this) this.count--; }
}` },
  { name: 'Safe because generators yield', code: `export async function* rows(source: AsyncIterable<Row>) {
  for await (const row of source) {
    const known = yield row;
    if (!known) yield* rows(source);
  }
}
export function* walk(tree: Tree): Generator<Tree> { yield tree; for (const child of tree.children) yield* walk(child); }` },
  { name: 'Safe because labelled loops only jump', code: `export async function search(list: string[][], find: (value: string) => Promise<boolean>) {
  outer: for (const row of list) {
    for (const value of row) {
      if (value === '') continue outer;
      if (await find(value)) break outer;
    }
  }
  block: { if (list.length) break block; list.push([]); }
  do { list.pop(); } while (list.length > 0);
}` },
  { name: 'Safe because nested `finally` blocks only clean up', code: `export async function run(task: () => Promise<number>) {
  try {
    try { return await task(); }
    catch { throw new Error('a'); }
    finally { try { await task(); } catch (error) { console.log(error); } finally { console.log('b'); } }
  } finally {
    if (Math.random() > 1) return 0;
  }
}` },
  { name: 'Safe because top-level await is only a statement', code: `const { readFile } = await import('node:fs/promises');
const text = await readFile('a').catch(() => null);
if (!text) throw new Error('no file');
for await (const part of [text]) console.log(part);
export { text as default };` },
  { name: 'Safe because optional chains and assignments are only syntax', code: `export async function f(a?: { b?: { find?(x: string): Promise<{ n: number } | null> }; create?: (x: unknown) => void }) {
  const row = await a?.b?.find?.('x');
  a!.create ??= () => undefined;
  row?.n ?? a?.create?.({ n: (row as { n: number } | null)?.n! + 1 });
  let n = 0;
  n ||= 1; n &&= 2; n **= 2; n >>>= 1;
  return (delete (a as Record<string, unknown>).b, void 0, typeof n, [...'abc'], { ...row, [\`k\${n}\`]: n });
}` },
  { name: 'Safe because patterns with holes and defaults are only syntax', code: `export const f = async ([, a = 1, ...rest]: number[] = [], { b: { c = a, ...d } = {}, ['e']: e = c, ...g }: any = {}) => {
  ({ a: rest[0], b: [d.x = 1, , e] = [] } = g);
  [a, e] = [e, a];
  for (const { x, y: [z] = [] } of rest as any[]) { if (!x) d[z] = await x; }
  for (g.k in d) g[g.k] = 1;
  for (;;) { break; }
  switch (a) { default: e = 1; case 1: { break; } case 2: }
  switch (e) {}
  if (a) ; else ;
};` },
  { name: 'Safe because tagged templates, regular expressions and bigint are only literals', code: `export const q = (sql: any, id: string) => sql\`SELECT * FROM \${sql('t')} WHERE id = \${id}\`;
export const r = /[/\\]]+(?<year>\\d{4})/dgu.exec(\`a\${1n}\`)?.groups?.year ?? -0x1fn;
export class A extends (class { x = new.target; }) { 'quoted'() { return super.toString(); } 1() {} get [Symbol.iterator]() { return this; } set v(_: unknown) {} }
label: function_();
function function_() { return import.meta.url; }` },
  { name: 'Safe because TypeScript is only types', code: `declare module 'x' { export function find(): void; }
namespace N.M { export const create = <T,>(x: T) => x; }
enum E { A = 1, B = A << 1 }
abstract class C<in out T> { abstract save(): void; constructor(protected readonly x: T, private y?: unknown) {} declare z: string; [key: string]: unknown }
type F = { [K in keyof C<E>]?: C<E>[K] extends infer U ? U : never };
export function assertIs(x: unknown): asserts x is E;
export function assertIs(x: unknown) { if (!x) throw x satisfies unknown as never; }
import fs = require('fs');
export = N;` },
  { name: 'Safe because JavaScript of the old kind is only old', language: 'js', code: `var users = [], i, self = this;
function User(email) { if (!(this instanceof User)) return new User(email); this.email = email; }
User.prototype.save = function (done) { var that = this; return users.find(function (one) { return one === that; }) ? done() : (users.push(that), done(null, arguments.length)); };
for (i in users) if (users.hasOwnProperty(i)) { with_(users[i]); }
function with_(user) { try { user.save(); } catch (e) { } finally { return; } }
(function () { return typeof undefinedThing; })(), !function () {}();
module.exports = exports = { User: User, get all() { return users; }, ['x' + 1]: async () => {}, *gen() { yield; } };` },
  { name: 'Safe because a file may be empty', code: '' },
  { name: 'Safe because a file may be a comment', code: '// prisma.user.findUnique() typeorm create save' },
];

/** The odd syntax once more, in functions that race: nothing may throw, whatever is reported. */
const nested = (depth: number): string => `import { prisma } from './prisma';
export async function f(email: string, n: number) {
  const user = await prisma.user.findUnique({ where: { email } });
  ${Array.from({ length: depth }, (_, index) => `if (n > ${index}) {`).join(' ')}
  if (!user) await prisma.user.create({ data: { email } });
  ${'}'.repeat(depth)}
}`;

describe('look-alikes', () => {
  it('are at least sixty', () => {
    expect(lookAlikes.length).toBeGreaterThanOrEqual(60);
  });

  it.each(lookAlikes)('$name', ({ name, code, language }) => {
    expect(name).toMatch(/^Safe because /);
    expect(reported(code, language)).toEqual([]);
  });

  it.each(lookAlikes.filter(({ language }) => language !== 'js'))('beside a database: $name', ({ code, language }) => {
    expect(reported(besideDatabase(code), language)).toEqual([]);
  });
});

describe('odd syntax', () => {
  it.each(oddSyntax)('$name', ({ code, language }) => {
    expect(reported(code, language)).toEqual([]);
  });

  it.each(oddSyntax.filter(({ language, name }) => language !== 'js' && !name.includes('TypeScript')))('beside a database: $name', ({ code, language }) => {
    expect(reported(besideDatabase(code), language)).toEqual([]);
  });

  it('keeps up with two hundred nested conditions', () => {
    expect(reported(nested(200))).toHaveLength(1);
  });

  it('keeps up with two hundred conditions in a row', () => {
    const conditions = Array.from({ length: 200 }, (_, index) => `  if (n === ${index} && user) throw new Error('${index}');`).join('\n');
    const code = `import { prisma } from './prisma';
export async function f(email: string, n: number) {
  const user = await prisma.user.findUnique({ where: { email } });
${conditions}
  if (user) return;
  await prisma.user.create({ data: { email } });
}`;
    expect(reported(code)).toHaveLength(1);
  });

  it('keeps up with a long chain and a deep expression', () => {
    const chain = `const a = list${'.map((x) => x)'.repeat(100)};`;
    const sum = `const b = ${Array.from({ length: 300 }, () => 'n').join(' + ')};`;
    const choice = `const c = ${'n ? 1 : '.repeat(100)}0;`;
    expect(reported(besideDatabase(`export function f(list: number[], n: number) { ${chain} ${sum} ${choice} return [a, b, c]; }`))).toEqual([]);
  });

  it('keeps up with a diamond of helpers', () => {
    const helpers = Array.from({ length: 60 }, (_, index) => `async function f${index}(id: string) { await f${index + 1}(id); await f${index + 1}(id); }`).join('\n');
    const code = `import { prisma } from './prisma';
${helpers}
async function f60(id: string) { await prisma.page.update({ where: { id }, data: { seen: true } }); }
export const start = (id: string) => f0(id);`;
    expect(reported(code)).toEqual([]);
  });

  it('keeps up with functions that call each other', () => {
    const code = `import { prisma } from './prisma';
async function even(id: string, n: number): Promise<void> { if (n > 0) await odd(id, n - 1); else await prisma.page.update({ where: { id }, data: { seen: true } }); }
async function odd(id: string, n: number): Promise<void> { const page = await prisma.page.findUnique({ where: { id } }); if (page) await even(id, n - 1); }
export { even, odd };`;
    expect(reported(code)).toEqual([]);
  });

  it('keeps up with ten thousand lines', () => {
    const one = (index: number): string => `export async function f${index}(email: string) {
  const user = await prisma.user.findUnique({ where: { email } });
  if (!user) {
    throw new Error('no user ${index}');
  }
  await prisma.note.create({ data: { text: user.name } });
  return users.find((one) => one.id === user.id);
}`;
    const code = `import { prisma } from './prisma';\nconst users: User[] = [];\n${Array.from({ length: 1250 }, (_, index) => one(index)).join('\n')}`;
    expect(code.split('\n').length).toBeGreaterThanOrEqual(10_000);
    expect(reported(code)).toEqual([]);
  }, 30_000);
});
