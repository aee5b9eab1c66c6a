// How providers, gateways and the CLIs before them word what went wrong: one table for all runners. A new wording is a new
// line here and in the test beside it.
import type { RunnerFailureClass } from '../../core/contracts/failures.js';

export type Wording = readonly [RegExp, RunnerFailureClass];

/**
 * Words that mean the same in every message; the first match wins. What is too large for a model comes before limits,
 * and limits come before logins, because providers give all of them with any status they like.
 */
export const PLAIN_WORDS: readonly Wording[] = [
  // A disk of this machine. "Quota" alone is one of money.
  [
    /no space left on device|disk quota exceeded|\b(?:ENOSPC|EDQUOT)\b|os error (?:28|122)\b|disk is full/i,
    'disk_full',
  ],
  [/read-only file system|\bEROFS\b|os error 30\b|disk I\/O error/i, 'disk_unusable'],

  // Throttled by tokens: not a prompt that is too long.
  [/too many tokens per (?:day|week|month)/i, 'usage_limit_reached'],
  [/throttl|too many tokens, please wait|too many tokens per/i, 'provider_rate_limited'],
  [
    /context.{0,10}(?:length|window|limit|size)|context_length|model_context|maximum context|ran out of room in the model/i,
    'context_exhausted',
  ],
  [
    /(?:prompt|input|request|message)s? (?:is|are|was|were|has|have)? ?too (?:long|large|many tokens)/i,
    'context_exhausted',
  ],
  [
    /too many (?:input |total )?tokens|request_too_large|payload too large|reduce the length of the (?:messages|prompt|input)/i,
    'context_exhausted',
  ],
  [/(?:input|prompt|token count|tokens).{0,60}exceed.{0,40}(?:maximum|limit of|context|allowed)/i, 'context_exhausted'],
  [
    /maximum (?:prompt|input) length|(?:input|prompt) length .{0,20}exceed|\d tokens? > \d+ maximum/i,
    'context_exhausted',
  ],
  [/^Incomplete response returned, reason: max_output_tokens/, 'answer_truncated'],

  // Money, plans and what they allow.
  [/(?<!disk )quota|billing|payment required|arrearage|in arrears|overdue (?:payment|balance)/i, 'usage_limit_reached'],
  [
    /(?:usage|spend|spending|session|weekly|monthly|daily|hourly|hour|plan|cost|subscription|key|credit|allocation)[ _-]?(?:cap|limit)s?(?![a-z])/i,
    'usage_limit_reached',
  ],
  [
    /(?:out of|insufficient|not enough|no|more|low on|add|buy|purchase|need|negative) (?:\w+ )?(?:credits?|funds|balance)\b/i,
    'usage_limit_reached',
  ],
  [
    /insufficient[_ ](?:balance|funds|credit|user_quota)|credits? (?:are|is|has been|have been)? ?(?:depleted|exhausted|used up|required|needed)|credit balance|balance (?:is )?(?:too low|insufficient)/i,
    'usage_limit_reached',
  ],
  [
    /budget (?:has been |was |is )?(?:exceeded|exhausted|used up|reached)|exceeded ?budget|out of (?:extra )?(?:usage|allowance|tokens)|extra usage/i,
    'usage_limit_reached',
  ],
  [
    /to use codex with your chatgpt plan|upgrade (?:to|your) (?:\w+ )?(?:plus|pro|max|team|business|enterprise|plan|subscription|tier|account)\b/i,
    'usage_limit_reached',
  ],
  [
    /(?:subscription|trial|free tier|plan)\b.{0,30}(?:expired|ended|used up|exhausted|inactive|not active)|premium requests?|usage_not_included/i,
    'usage_limit_reached',
  ],

  [
    /rate.?limit|too many (?:concurrent |parallel )?(?:requests|connections|sessions)|slow[ _]down|resource.?(?:has been )?exhausted/i,
    'provider_rate_limited',
  ],
  [
    /(?:requests|tokens|queries) per (?:second|minute|min|hour|day)|\b[rt]pm\b|concurren(?:cy|t).{0,20}limit|request limit|requests? limit (?:reached|exceeded)/i,
    'provider_rate_limited',
  ],
  [
    /please wait before (?:trying|retrying|sending)|limit (?:has been |was |is )?(?:reached|exceeded|hit)\b|(?:hit|reached|exceeded) (?:your|the) limit/i,
    'provider_rate_limited',
  ],

  [/proxy auth/i, 'network_unavailable'],
  [
    /refresh token|not logged in|log ?in (?:again|required|first)|login required|sign in again|please (?:run )?\/?log ?in\b/i,
    'auth_missing_or_invalid',
  ],
  [
    /missing environment variable|no (?:api|auth)[ _-]?(?:key|token|credentials)|api[ _-]?key.{0,40}(?:missing|not (?:found|set|valid|provided)|invalid|expired|incorrect|revoked|disabled)/i,
    'auth_missing_or_invalid',
  ],
  [
    /(?:invalid|incorrect|missing|expired|wrong|bad|revoked|malformed)[ _-](?:x-)?(?:api[ _-]?key|auth\w*|(?:access|bearer|oauth|security|session)?[ _-]?token\b|credentials?|grant)/i,
    'auth_missing_or_invalid',
  ],
  [
    /(?:token|credentials?|key)\b.{0,30}(?:has |have |is |are )(?:been )?(?:expired|revoked|invalid)|expired ?token|(?:could not|unable to|failed to|cannot) (?:be )?(?:load|locate|find|get|refresh|resolve)\w* (?:\w+ )?(?:credentials?|tokens?)\b/i,
    'auth_missing_or_invalid',
  ],
  [
    /unauthori[sz]ed|unauthenticated|authentication|unrecognizedclient|access ?denied|permission[ _]denied|permission_error|no (?:cookie )?auth credentials|user not found/i,
    'auth_missing_or_invalid',
  ],
  [
    /(?:account|organi[sz]ation|project|user|workspace).{0,30}(?:deactivated|disabled|suspended|banned|terminated|blocked)/i,
    'auth_missing_or_invalid',
  ],

  [
    /model.{0,80}(?:(?:does |do |is |are |was )?not (?:exist|found|supported|available|valid|enabled|accessible)|deprecated|retired|decommissioned|unknown|invalid|unsupported)/i,
    'runner_misconfigured',
  ],
  [
    /not a valid model|(?:unknown|invalid|unsupported|no such) (?:\w+ )?(?:model|deployment|provider|endpoint)|model_?not_?found|deployment_?not_?found|deployment .{0,40}does not exist|no endpoints (?:found|available)/i,
    'runner_misconfigured',
  ],
  [
    /on-demand throughput|requires a newer version|(?:country|region|location).{0,40}not (?:supported|available|allowed)|unsupported_country|unsupported api version/i,
    'runner_misconfigured',
  ],
  [/^\{.*(?:not supported|unsupported|reasoning\.effort|"param": ?"model")/is, 'runner_misconfigured'],
];

/** Words that a refusal of what was asked (status 400 and the like) may use too, of its own subject: not judged there. */
export const TROUBLE_WORDS: readonly Wording[] = [
  [
    /overload|high demand|(?:at|over|no|insufficient|out of) capacity|capacity (?:is )?(?:exceeded|reached|unavailable)|server.{0,15}busy/i,
    'provider_unavailable',
  ],
  [
    /gateway time.?out|upstream|no healthy|bad gateway|origin (?:is )?(?:unreachable|error|down)|cloudflare|error code: 5\d\d/i,
    'provider_unavailable',
  ],
  [
    /\bE(?:TIMEDOUT|CONN[A-Z]+|HOSTUNREACH|NET[A-Z]+|HOSTDOWN|PIPE|AI_[A-Z]+|PROTO|ADDRNOTAVAIL|SOCKETTIMEDOUT)\b|ENOTFOUND|UND_ERR_/,
    'network_unavailable',
  ],
  [
    /(?:^|\W)connection (?:failed|error|refused|reset|closed|aborted|lost|dropped|terminated|timed out|was|could not)|connect error|fetch failed|^terminated\b|socket hang up|other side closed|broken pipe/i,
    'network_unavailable',
  ],
  [
    /waiting for network|network (?:error|is (?:unreachable|down)|connection|unavailable|failure|changed)|no route to host|host is (?:down|unreachable)|internet|offline/i,
    'network_unavailable',
  ],
  [
    /error sending request|transport error|idle timeout|stream closed before|could not connect|cannot connect|unable to connect|failed to connect/i,
    'network_unavailable',
  ],
  [
    /getaddrinfo|\bdns\b|lookup address|name resolution|name or service not known|nodename nor servname|could not resolve|no such host|temporary failure in name/i,
    'network_unavailable',
  ],
  [
    /certificate|\bCERT_|_CERT\b|_CERT_|UNABLE_TO_(?:VERIFY|GET)|unknownissuer|self.signed|\btls\b|\bssl\b|handshake|wrong version number/i,
    'network_unavailable',
  ],
  [/proxy|tunnel(?:ing|ling)? |captive portal/i, 'network_unavailable'],
  [
    /internal.{0,3}(?:server.{0,3})?(?:error|exception|failure)|server.{0,3}(?:error|exception)|server had an error|service.{0,3}(?:is )?(?:temporarily |currently )?unavailable|\bapi_error\b|^INTERNAL\b|\bUNAVAILABLE\b/i,
    'provider_unavailable',
  ],
  [
    /(?:temporarily|currently|momentarily) (?:unavailable|down|offline|unable)|under maintenance|scheduled maintenance|model.{0,40}(?:is |still )?(?:loading|not ready|warming up)|modelnotready|modelstreamerror|provider returned error|no instances available/i,
    'provider_unavailable',
  ],
  [/deadline.?exceeded|time(?:d)?[ _-]?out|etimedout/i, 'network_unavailable'],
  [/in JSON at position|end of JSON|not valid JSON|JSON Parse error|unexpected token '?</i, 'provider_unavailable'],
  [
    /stream (?:\w+ )?ended|stream ended|^stream disconnected before completion|(?:empty|malformed) (?:response|reply|stream)|finish_reason/i,
    'provider_unavailable',
  ],
  [
    /(?:error|problem) (?:occurred|while) .{0,40}processing your request|you can retry your request|(?:try|retry)(?: your request)? again (?:later|shortly|in a (?:few|moment|while|minute))/i,
    'provider_unavailable',
  ],
];

/** Statuses that say it by themselves where the words do not; those from 500 on are `provider_unavailable`. */
export const STATUSES: ReadonlyMap<number, RunnerFailureClass> = new Map<number, RunnerFailureClass>([
  [401, 'auth_missing_or_invalid'],
  [402, 'usage_limit_reached'],
  [403, 'auth_missing_or_invalid'],
  [404, 'runner_misconfigured'],
  [407, 'network_unavailable'],
  [408, 'network_unavailable'],
  [413, 'context_exhausted'],
  [425, 'provider_unavailable'],
  [429, 'provider_rate_limited'],
  [499, 'network_unavailable'],
]);
