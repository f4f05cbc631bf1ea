/**
 * Packages that send something out of the process, or tell others in it: jobs, messages, e-mails, requests, events.
 *
 * Facts alone: modules, and the methods of their own documentation by which something goes out. A method of one name that only asks (`get`, `receive`) is
 * none. Never assumed: that a variable's name says what it is.
 */

/** What goes out, as a message says it. */
export type EffectKind = 'a job' | 'a message' | 'an e-mail' | 'a request' | 'an event' | 'a notification';

export interface EffectLibrary {
  /** module specifiers; a trailing `/` means all below */
  readonly modules: readonly string[];
  readonly sends: EffectKind;
  /** methods by which it goes out, on whatever object of the package; an empty name is the export itself as a function */
  readonly methods: readonly string[];
  /** exported functions that send when they are called */
  readonly functions?: readonly string[];
  /** the first argument is made of one of these classes (commands of the AWS SDK) */
  readonly commands?: readonly string[];
  /** a function with options: only by one of the methods of HTTP that change something */
  readonly options?: 'method';
}

const http = ['post', 'put', 'patch', 'delete'];

export const effectLibraries: readonly EffectLibrary[] = [
  // queues
  { modules: ['bullmq', 'bull'], sends: 'a job', methods: ['add', 'addBulk'] },
  { modules: ['bee-queue'], sends: 'a job', methods: ['save'] },
  { modules: ['agenda', '@hokify/agenda'], sends: 'a job', methods: ['now', 'schedule', 'every'] },
  { modules: ['pg-boss'], sends: 'a job', methods: ['send', 'sendAfter', 'sendThrottled', 'sendDebounced', 'publish', 'insert'] },
  { modules: ['graphile-worker'], sends: 'a job', methods: ['addJob', 'addJobs'], functions: ['quickAddJob'] },
  { modules: ['@trigger.dev/sdk', '@trigger.dev/sdk/'], sends: 'a job', methods: ['trigger', 'batchTrigger', 'triggerAndWait'] },
  { modules: ['inngest'], sends: 'an event', methods: ['send'] },
  { modules: ['@temporalio/client'], sends: 'a job', methods: ['start', 'execute', 'signal', 'signalWithStart'] },
  { modules: ['@google-cloud/tasks'], sends: 'a job', methods: ['createTask'] },
  { modules: ['@upstash/qstash'], sends: 'a message', methods: ['publish', 'publishJSON', 'batch', 'batchJSON', 'enqueue', 'enqueueJSON'] },
  // brokers
  { modules: ['kafkajs', '@confluentinc/kafka-javascript'], sends: 'a message', methods: ['send', 'sendBatch'] },
  { modules: ['amqplib', 'amqplib/', 'amqp-connection-manager', '@golevelup/nestjs-rabbitmq'], sends: 'a message', methods: ['publish', 'sendToQueue'] },
  { modules: ['nats', '@nats-io/nats-core', '@nats-io/transport-node'], sends: 'a message', methods: ['publish'] },
  { modules: ['mqtt'], sends: 'a message', methods: ['publish', 'publishAsync'] },
  { modules: ['@google-cloud/pubsub'], sends: 'a message', methods: ['publish', 'publishMessage', 'publishJSON'] },
  { modules: ['@azure/service-bus'], sends: 'a message', methods: ['sendMessages', 'scheduleMessages'] },
  { modules: ['@nestjs/microservices'], sends: 'a message', methods: ['emit'] },
  { modules: ['ioredis', 'redis', '@upstash/redis'], sends: 'a message', methods: ['publish', 'xadd', 'xAdd'] },
  { modules: ['@aws-sdk/client-sqs'], sends: 'a message', methods: ['send'], commands: ['SendMessageCommand', 'SendMessageBatchCommand'] },
  { modules: ['@aws-sdk/client-sns'], sends: 'a message', methods: ['send'], commands: ['PublishCommand', 'PublishBatchCommand'] },
  { modules: ['@aws-sdk/client-eventbridge'], sends: 'an event', methods: ['send'], commands: ['PutEventsCommand'] },
  { modules: ['@aws-sdk/client-lambda'], sends: 'a request', methods: ['send'], commands: ['InvokeCommand'] },
  { modules: ['aws-sdk', 'aws-sdk/'], sends: 'a message', methods: ['sendMessage', 'sendMessageBatch', 'publish', 'sendEmail', 'sendTemplatedEmail', 'putEvents'] },
  // mail, telephones, chats
  { modules: ['@aws-sdk/client-ses', '@aws-sdk/client-sesv2'], sends: 'an e-mail', methods: ['send'], commands: ['SendEmailCommand', 'SendTemplatedEmailCommand', 'SendRawEmailCommand', 'SendBulkEmailCommand', 'SendBulkTemplatedEmailCommand'] },
  { modules: ['nodemailer', '@nestjs-modules/mailer'], sends: 'an e-mail', methods: ['sendMail'] },
  { modules: ['resend', '@sendgrid/mail'], sends: 'an e-mail', methods: ['send', 'sendMultiple', 'create'] },
  { modules: ['postmark'], sends: 'an e-mail', methods: ['sendEmail', 'sendEmailWithTemplate', 'sendEmailBatch', 'sendEmailBatchWithTemplates'] },
  { modules: ['mailgun.js', 'twilio'], sends: 'a message', methods: ['create'] },
  { modules: ['@slack/web-api', '@slack/bolt'], sends: 'a message', methods: ['postMessage'] },
  { modules: ['@slack/webhook'], sends: 'a message', methods: ['send'] },
  // who looks on
  { modules: ['web-push'], sends: 'a notification', methods: ['sendNotification'] },
  { modules: ['firebase-admin', 'firebase-admin/'], sends: 'a notification', methods: ['sendEach', 'sendEachForMulticast', 'sendMulticast', 'sendToDevice'] },
  { modules: ['expo-server-sdk'], sends: 'a notification', methods: ['sendPushNotificationsAsync'] },
  { modules: ['pusher'], sends: 'a notification', methods: ['trigger', 'triggerBatch'] },
  { modules: ['socket.io'], sends: 'a notification', methods: ['emit'] },
  { modules: ['@nestjs/event-emitter', 'eventemitter2', 'events', 'node:events'], sends: 'an event', methods: ['emit', 'emitAsync'] },
  { modules: ['@nestjs/cqrs'], sends: 'an event', methods: ['publish', 'publishAll'] },
  // HTTP
  { modules: ['axios', 'got', 'ky', 'superagent'], sends: 'a request', methods: [...http, ''], options: 'method' },
  { modules: ['node-fetch', 'undici', 'cross-fetch'], sends: 'a request', methods: [''], options: 'method' },
  { modules: ['stripe'], sends: 'a request', methods: ['create', 'confirm', 'capture', 'cancel', 'finalizeInvoice', 'pay'] },
];

/** `fetch` of the platform. */
export const platformFetch: EffectLibrary = { modules: [], sends: 'a request', methods: [''], options: 'method' };

/** All names of methods by which something may go out. */
export const effectMethods: ReadonlySet<string> = new Set(effectLibraries.flatMap(({ methods }) => methods).filter((name) => name !== ''));

/** What goes out by a method of a module's objects; with an empty method by a function that it exports. */
export const libraryOf = (module: string, method: string, exported: string): EffectLibrary | undefined =>
  effectLibraries.find(({ functions, methods, modules }) => modules.some((one) => (one.endsWith('/') ? module.startsWith(one) : module === one)) && (method === '' ? methods.includes('') || (functions?.includes(exported) ?? false) : methods.includes(method)));

/** Options by which the other side drops what it was sent before, by the packages' own documentation. */
export const deduplicating: ReadonlySet<string> = new Set(['idempotencyKey', 'Idempotency-Key', 'idempotency-key', 'jobId', 'jobKey', 'singletonKey', 'workflowId', 'deduplication', 'deduplicationId', 'MessageDeduplicationId']);
