// Generated from the server’s OpenAPI document by `npm run types`. Do not edit.

export interface paths {
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether this door is alive. */
        get: operations["show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a link that signs one browser in, once, within 15 minutes. */
        post: operations["make_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets the web door's password, or makes one, and signs every browser out. */
        post: operations["set_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/aliases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the aliases, by name. */
        get: operations["list_aliases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/aliases/{alias}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Makes an alias or puts other models behind it. Callers that ask for it are served from the next request on. */
        put: operations["set_alias"];
        post?: never;
        /** Removes an alias: who asks for it is told that there is no such model. */
        delete: operations["remove_alias"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/demo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds a loopback provider and a user, unless they are there, and makes a key. No account is needed. */
        post: operations["add_demo"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows the latest drill, as far as it is. */
        get: operations["show_drill"];
        put?: never;
        /**
         * Begins a fire drill: two fake providers on a stage of their own, one of which is broken and mended while requests
         *     go on. It ends by itself within 20 s, its steps are told as events, and it touches nothing of the person's.
         */
        post: operations["start_drill"];
        /** Ends the drill that runs, if one does. */
        delete: operations["stop_drill"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Follows what happens. */
        get: operations["follow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gateway/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Starts the gateway after a stop, or once its port can be had. */
        post: operations["start_gateway"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/gateway/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops the gateway. Headless this ends the process; a second stop cuts what is still running. */
        post: operations["stop_gateway"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists all keys, without their secrets. */
        get: operations["list_keys"];
        put?: never;
        /** Makes a key for a user. The secret is in this answer and nowhere else. */
        post: operations["create_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows one key, without its secret. */
        get: operations["show_key"];
        put?: never;
        post?: never;
        /** Revokes a key: from now on it opens nothing. */
        delete: operations["revoke_key"];
        options?: never;
        head?: never;
        /** Changes a key: a missing field stays, `null` clears. */
        patch: operations["change_key"];
        trace?: never;
    };
    "/api/v1/pins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the pins: each dialect, pinned or automatic. */
        get: operations["list_pins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pins/{dialect}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Pins a provider for a dialect: its requests go there first from the next one on. `null` is automatic.
         *     Nothing else changes: who may serve a request and what happens when it fails is as without the pin.
         */
        put: operations["set_pin"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/presets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the presets. */
        get: operations["list_presets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists all providers, by priority. */
        get: operations["list_providers"];
        put?: never;
        /** Adds a provider. Its credential goes into the vault and never comes out here again. */
        post: operations["add_provider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Puts the providers into tiers: the first tier is used first, who shares a tier shares the load by weight.
         *     Every provider stands in one of them, once; else 409 `stale_order`.
         */
        put: operations["order_providers"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows one provider. */
        get: operations["show_provider"];
        put?: never;
        post?: never;
        /**
         * Removes a provider and its credential. Within a minute it can be put back (`restore`); the ledger keeps
         *     its name for ever.
         */
        delete: operations["remove_provider"];
        options?: never;
        head?: never;
        /** Changes a provider: a missing field stays, `null` clears. */
        patch: operations["change_provider"];
        trace?: never;
    };
    "/api/v1/providers/{provider}/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds a credential behind those the provider has. It goes into the vault and never comes out here again. */
        post: operations["add_credential"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers/{provider}/credentials/{credential}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes one of the provider's credentials. What runs with it may finish. */
        delete: operations["remove_credential"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers/{provider}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Holds a provider's breaker open until it is reset, over restarts, too. */
        post: operations["hold_breaker"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers/{provider}/reset-breaker": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Closes a provider's breaker and ends what rests; one that was held is let go. */
        post: operations["reset_breaker"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers/{provider}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts a provider back that was removed within the last minute: with its credential, its pins and its place. */
        post: operations["restore_provider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers/{provider}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tests a provider: each step as it ends, one JSON object a line, then the report. With
         *     `Accept: application/json` the report alone.
         */
        post: operations["test_provider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/providers/{provider}/trip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Opens a provider's breaker: it is asked no more for a while, and closes as if it had opened by itself. */
        post: operations["trip_breaker"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists requests, newest first. */
        get: operations["list_requests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/requests/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows the latest 500 requests since this start, newest first. Follow on with the events after `seq`. */
        get: operations["live_requests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/requests/{request}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows one request with its decision chain and its attempts. */
        get: operations["show_request"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/route": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Says where a request would go, and why: who would be tried in which order with which model, and why not the others.
         *     No request is sent, and nothing changes.
         */
        post: operations["route"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists all settings. */
        get: operations["list_settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows one setting. */
        get: operations["show_setting"];
        /** Sets a setting; `null` brings its default back. */
        put: operations["set_setting"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Says which ways in there are. */
        get: operations["sign_in_options"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in with a one-time link. */
        post: operations["sign_in_with_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-in/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in with the password. */
        post: operations["sign_in_with_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends this browser's session. */
        post: operations["sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows how things stand. */
        get: operations["show_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists all users. */
        get: operations["list_users"];
        put?: never;
        /** Adds a user. They call the gateway with a key, which is made apart. */
        post: operations["add_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows one user. */
        get: operations["show_user"];
        put?: never;
        post?: never;
        /** Removes a user and revokes their keys. The ledger keeps their name. */
        delete: operations["remove_user"];
        options?: never;
        head?: never;
        /** Changes a user: a missing field stays, `null` clears. */
        patch: operations["change_user"];
        trace?: never;
    };
    "/api/v1/why/{request}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Explains a request: what happened, who was tried, and what to do next. */
        get: operations["why"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What is to stand for an alias. */
        AliasForm: {
            /** @description A model for each provider that serves it, in the place of those there are. */
            models: components["schemas"]["AliasModelForm"][];
        };
        /** @description What is to stand for an alias at one provider. */
        AliasModelForm: {
            /** @description The model it is sent. */
            model: string;
            /** @description The provider's name or id. */
            provider: string;
        };
        /** @description What stands for an alias at one provider. */
        AliasModelView: {
            /** @description The model it is sent. */
            model: string;
            /** @description Which provider. */
            provider_id: components["schemas"]["ProviderId"];
            /** @description Its name. */
            provider_name: string;
        };
        /** @description An alias. */
        AliasView: {
            /** @description What stands for it, the providers by priority. */
            models: components["schemas"]["AliasModelView"][];
            /** @description Its name, which callers may ask for in the place of a model. */
            name: string;
        };
        /** @description One try of a request at one provider. */
        Attempt: {
            /**
             * Format: int64
             * @description From its beginning to a connection that is ready to send; 0 for a pooled one.
             */
            connect_ms?: number | null;
            /**
             * Format: int64
             * @description From its beginning to its end.
             */
            duration_ms: number;
            /** @description What the upstream said or what went wrong: at most 16 KiB, without secrets. */
            error?: string | null;
            /**
             * Format: int64
             * @description From its beginning to the upstream's head.
             */
            head_ms?: number | null;
            /** @description Its id. */
            id: components["schemas"]["AttemptId"];
            /** @description How it ended. */
            outcome: components["schemas"]["AttemptOutcome"];
            /** @description The provider. */
            provider_id: components["schemas"]["ProviderId"];
            /** @description Its name at the time. */
            provider_name: components["schemas"]["Text"];
            /** @description Whether the connection had served before. */
            reused_connection: boolean;
            /** @description When it began. */
            started_at: components["schemas"]["UnixMillis"];
            /**
             * Format: int32
             * @description The upstream's status, if it gave one.
             */
            status?: number | null;
        };
        /**
         * Format: uuid
         * @description One try of a request at one provider.
         */
        AttemptId: string;
        /**
         * @description How an attempt ended.
         * @enum {string}
         */
        AttemptOutcome: "answered" | "status" | "connect" | "reset" | "timeout" | "broke_off" | "cancelled" | "refused";
        /**
         * @description Where the credential stands in a request to the provider.
         * @enum {string}
         */
        AuthStyle: "bearer" | "x-api-key" | "both" | "x-goog-api-key" | "query";
        /**
         * @description Why a breaker isn't closed.
         * @enum {string}
         */
        BreakerCause: "consecutive_failures" | "failure_ratio" | "trial_failed" | "person";
        /**
         * @description Whether a provider is asked.
         * @enum {string}
         */
        BreakerState: "closed" | "open" | "half_open" | "held";
        /** @description A provider's breaker and its rests at one moment. */
        BreakerStatus: {
            cause?: components["schemas"]["BreakerCause"] | null;
            /** @description What rests. */
            rests: components["schemas"]["Rest"][];
            since?: components["schemas"]["UnixMillis"] | null;
            /** @description Whether it is asked. */
            state: components["schemas"]["BreakerState"];
            until?: components["schemas"]["UnixMillis"] | null;
        };
        /**
         * @description How long Anthropic keeps what a request marks for its prompt cache.
         * @enum {string}
         */
        CacheTtl: "5m" | "1h";
        /** @description What was changed on the way to the provider or back. */
        Change: {
            /** @enum {string} */
            change: "body_decoded";
        } | {
            /** @enum {string} */
            change: "include_usage_added";
        } | {
            /** @description What the person wrote. */
            by: components["schemas"]["ModelRule"];
            /** @enum {string} */
            change: "model_replaced";
            /** @description The model that it was sent. */
            model: string;
            /** @description The provider. */
            provider_id: components["schemas"]["ProviderId"];
            /** @description Its name at the time. */
            provider_name: string;
        } | {
            /** @enum {string} */
            change: "overridden";
            /** @description What was changed. */
            overrides: components["schemas"]["Override"][];
            /** @description The provider. */
            provider_id: components["schemas"]["ProviderId"];
            /** @description Its name at the time. */
            provider_name: string;
        } | {
            /** @enum {string} */
            change: "repaired";
            /** @description The provider. */
            provider_id: components["schemas"]["ProviderId"];
            /** @description Its name at the time. */
            provider_name: string;
            /** @description What was mended. */
            repair: components["schemas"]["Repair"];
        } | {
            /** @enum {string} */
            change: "parameter_dropped";
            /** @description The parameter's path in the body. */
            parameter: string;
            /** @description The provider. */
            provider_id: components["schemas"]["ProviderId"];
            /** @description Its name at the time. */
            provider_name: string;
        } | {
            /** @description What was done to it. */
            action: components["schemas"]["ConversionAction"];
            /** @enum {string} */
            change: "converted";
            /** @description The field, as the client calls it. */
            field: string;
            /** @description The provider. */
            provider_id: components["schemas"]["ProviderId"];
            /** @description Its name at the time. */
            provider_name: string;
            /** @description Why, in a few English words. */
            reason: string;
        } | {
            /** @enum {string} */
            change: "proxy_skipped";
            /** @description The provider. */
            provider_id: components["schemas"]["ProviderId"];
            /** @description Its name at the time. */
            provider_name: string;
            /** @description What was wrong with the proxy. */
            why: string;
        };
        /** @description Which clients, by their `User-Agent`: `claude-cli/*`, `codex*`. */
        ClientPattern: string;
        /**
         * @description Whose `instructions` a request to `/v1/responses` carries.
         * @enum {string}
         */
        CodexInstructions: "auto" | "keep_original" | "force_official";
        /** @description One link of the decision chain: a provider and what was decided about it. */
        Considered: components["schemas"]["Verdict"] & {
            /** @description The provider. */
            provider_id: components["schemas"]["ProviderId"];
            /** @description Its name at the time. */
            provider_name: components["schemas"]["Text"];
        };
        /**
         * @description What conversion did to a field.
         * @enum {string}
         */
        ConversionAction: "dropped" | "replaced" | "adjusted" | "added";
        /** @description A new key, with its secret for the one time it is shown. */
        CreatedKey: {
            /** @description The key. */
            key: components["schemas"]["KeyView"];
            /** @description Its secret: not kept anywhere, so it can't be shown again. */
            secret: string;
        };
        /**
         * Format: uuid
         * @description One of a provider's credentials.
         */
        CredentialId: string;
        /**
         * @description Whether a credential is used, and if not, why not.
         * @enum {string}
         */
        CredentialState: "ok" | "unreadable" | "rejected" | "out_of_credit" | "resting";
        /** @description A credential, without its secret. */
        CredentialView: {
            /** @description Its id. */
            id: components["schemas"]["CredentialId"];
            /** @description Whether the vault could open it. */
            readable: boolean;
            /** @description Whether it is used. */
            state: components["schemas"]["CredentialState"];
            /** @description The last 4 characters of a long one. */
            tail: string;
            until?: components["schemas"]["UnixMillis"] | null;
        };
        /** @description What the demo made or found. */
        Demo: {
            /** @description A command line that works at once. */
            curl: string;
            /** @description The URL to give to clients. */
            gateway_url: string;
            /** @description A new key. */
            key: components["schemas"]["KeyView"];
            /** @description The model to ask for. */
            model: string;
            /** @description The loopback provider. */
            provider: components["schemas"]["ProviderView"];
            /** @description Its secret, this once. */
            secret: string;
            /** @description The user. */
            user: components["schemas"]["User"];
        };
        /**
         * @description A wire format: what the caller speaks and what a provider understands.
         * @enum {string}
         */
        Dialect: "anthropic" | "openai-chat" | "openai-responses" | "gemini";
        /** @description The latest drill. */
        Drill: {
            /** @description Whether it is running. */
            running: boolean;
            /** @description Its story so far; empty when there was none since the start. */
            steps: components["schemas"]["DrillStep"][];
        };
        /**
         * @description How a drill ended.
         * @enum {string}
         */
        DrillEnd: "recovered" | "stopped" | "failed";
        /** @description What happened. */
        DrillEvent: {
            /** @description When, on the wall's clock. */
            at: components["schemas"]["UnixMillis"];
            /** @enum {string} */
            what: "began";
        } | {
            /** @enum {string} */
            what: "broken";
        } | {
            /** @enum {string} */
            what: "mended";
        } | {
            /**
             * Format: int64
             * @description How long the client waited.
             */
            duration_ms: number;
            /**
             * Format: int32
             * @description Counted from 1.
             */
            number: number;
            /**
             * Format: int32
             * @description What the client got; absent if nothing.
             */
            status?: number | null;
            /** @description Every try, in order. */
            tries: components["schemas"]["DrillTry"][];
            /** @enum {string} */
            what: "asked";
        } | {
            /** @description The state it is in now. */
            state: components["schemas"]["BreakerState"];
            /**
             * Format: int64
             * @description When it is tried again, from the drill's beginning, while it is open.
             */
            until_ms?: number | null;
            /** @enum {string} */
            what: "breaker";
        } | {
            /**
             * Format: int32
             * @description How many of their clients got an answer.
             */
            answered: number;
            /**
             * Format: int32
             * @description How many requests were asked.
             */
            asked: number;
            /**
             * Format: int32
             * @description How many went on to the second provider, unseen by their clients.
             */
            failed_over: number;
            /** @description How. */
            how: components["schemas"]["DrillEnd"];
            /** @enum {string} */
            what: "ended";
        };
        /**
         * @description One of the two fake providers of a drill.
         * @enum {string}
         */
        DrillProvider: "first" | "second";
        /** @description One line of a drill's story. */
        DrillStep: components["schemas"]["DrillEvent"] & {
            /**
             * Format: int64
             * @description From the drill's beginning, milliseconds.
             */
            at_ms: number;
        };
        /** @description One try of a drill's request. */
        DrillTry: {
            /** @description Whether that was passed on to the client. */
            answered: boolean;
            /** @description At which provider. */
            provider: components["schemas"]["DrillProvider"];
            /**
             * Format: int32
             * @description What it answered, if it did.
             */
            status?: number | null;
        };
        /**
         * @description Why the gateway itself answered with an error.
         * @enum {string}
         */
        ErrorCode: "missing_api_key" | "invalid_api_key" | "model_not_allowed" | "client_not_allowed" | "origin_not_allowed" | "provider_rejected" | "host_not_allowed" | "invalid_request" | "cannot_convert" | "previous_response_not_found" | "unknown_path" | "model_not_found" | "response_not_found" | "method_not_allowed" | "request_timeout" | "body_too_large" | "unsupported_encoding" | "upgrade_required" | "loop" | "no_provider_available" | "gateway_stopped" | "overloaded" | "vault_locked" | "ledger_behind" | "upstream_failed" | "upstream_timeout" | "internal";
        /** @description Something that happened. Configuration events say what to fetch again, not what it became. */
        Event: {
            /** @description It, so far. */
            request: components["schemas"]["RequestRecord"];
            /** @enum {string} */
            type: "request_opened";
        } | {
            /** @description It, complete. */
            request: components["schemas"]["RequestRecord"];
            /** @enum {string} */
            type: "request_closed";
        } | {
            provider_id?: components["schemas"]["ProviderId"] | null;
            /** @enum {string} */
            type: "providers_changed";
        } | {
            /** @enum {string} */
            type: "pins_changed";
        } | {
            /** @enum {string} */
            type: "aliases_changed";
        } | {
            /** @description Which one. */
            provider_id: components["schemas"]["ProviderId"];
            /** @enum {string} */
            type: "provider_health_changed";
        } | {
            /** @enum {string} */
            type: "users_changed";
        } | {
            /** @enum {string} */
            type: "keys_changed";
        } | {
            /** @enum {string} */
            type: "settings_changed";
        } | {
            /** @enum {string} */
            type: "gateway_changed";
        } | {
            /** @description What, and when. */
            step: components["schemas"]["DrillStep"];
            /** @enum {string} */
            type: "drill_step";
        };
        /**
         * @description Why a provider was not a candidate.
         * @enum {string}
         */
        Exclusion: "disabled" | "group" | "schedule" | "dialect" | "model" | "alias" | "model_unknown" | "client" | "needs_credential" | "weight_zero" | "loopback_only";
        /**
         * @description What the gateway does.
         * @enum {string}
         */
        GatewayStatus: "running" | "stopped" | "absent";
        /** @description The gateway after it was started or stopped. */
        GatewayView: {
            /** @description What it does. */
            gateway: components["schemas"]["GatewayStatus"];
            /**
             * Format: int64
             * @description Requests that are still being answered.
             */
            in_flight: number;
            /** @description Whether the process ends when they are. */
            process_ends: boolean;
        };
        /**
         * @description The name of a group: 1–64 printable characters without a comma, in lower case, so that `Team` and `team` are
         *     one group.
         */
        GroupName: string;
        /** @description Alive. */
        Health: {
            /** @description Always `ok`. */
            status: string;
            /** @description The version of this program. */
            version: string;
        };
        /**
         * @description How a provider does, in a word.
         * @enum {string}
         */
        HealthState: "ok" | "failing" | "unused" | "disabled" | "needs_credential";
        /** @description What a person may say of a key: everything is optional. */
        KeyChange: {
            /** @description The clients it may be used by; empty means all. */
            allowed_clients?: components["schemas"]["ClientPattern"][] | null;
            /** @description The models it may use; empty means all. */
            allowed_models?: components["schemas"]["ModelPattern"][] | null;
            /** @description Whether it may be used. */
            enabled?: boolean | null;
            expires_at?: components["schemas"]["UnixMillis"] | null;
            /** @description The groups whose providers it sees; none means its user's. */
            groups?: string[] | null;
            /** @description What the person calls it. */
            name?: string | null;
            revision: number;
        };
        /**
         * Format: uuid
         * @description A client key.
         */
        KeyId: string;
        /**
         * @description What a key was made for.
         * @enum {string}
         */
        KeyKind: "manual" | "client";
        /** @description A key, without its secret. */
        KeyView: {
            /** @description The clients it may be used by; empty means all. */
            allowed_clients: components["schemas"]["ClientPattern"][];
            /** @description The models it may use; empty means all. */
            allowed_models: components["schemas"]["ModelPattern"][];
            /** @description When it was made. */
            created_at: components["schemas"]["UnixMillis"];
            /** @description Whether it may be used. */
            enabled: boolean;
            expires_at?: components["schemas"]["UnixMillis"] | null;
            /** @description The groups whose providers it sees; empty means its user's. */
            groups: components["schemas"]["GroupName"][];
            /** @description The first 10 characters of its secret. */
            head: string;
            /** @description Its id. */
            id: components["schemas"]["KeyId"];
            /** @description What it was made for. */
            kind: components["schemas"]["KeyKind"];
            last_used_at?: components["schemas"]["UnixMillis"] | null;
            /** @description What the person calls it. */
            name: string;
            /**
             * Format: int64
             * @description Rises with each change.
             */
            revision: number;
            /** @description The last 4 characters of its secret. */
            tail: string;
            /** @description Whose it is. */
            user_id: components["schemas"]["UserId"];
            /** @description The user's name. */
            user_name: string;
        };
        /** @description How an attempt ended. */
        LastOutcome: {
            /** @description When it began. */
            at: components["schemas"]["UnixMillis"];
            /** @description What went wrong: at most 500 characters, without secrets. */
            error?: string | null;
            /** @description How it ended. */
            outcome: components["schemas"]["AttemptOutcome"];
            /** @description The request. */
            request_id: components["schemas"]["RequestId"];
            /**
             * Format: int32
             * @description The upstream's status, if it gave one.
             */
            status?: number | null;
        };
        /**
         * @description Whether requests are written down.
         * @enum {string}
         */
        LedgerStatus: "ok" | "behind" | "spilling" | "unreadable";
        /** @description The latest requests, newest first, as the events up to `seq` left them. */
        LiveRequests: {
            /** @description The requests. */
            items: components["schemas"]["RequestRecord"][];
            /**
             * Format: int64
             * @description The last event that is in it: follow on with `events?after=`.
             */
            seq: number;
        };
        /**
         * Format: int32
         * @description The most tokens an answer may have.
         */
        MaxTokens: number;
        /** @description Which models: an exact name, a prefix (`claude-*`) or a glob (`*-mini`). */
        ModelPattern: string;
        /** @description A model that is asked for, and the one the provider is sent instead. */
        ModelRedirect: {
            /** @description Which models: an exact name, a prefix (`claude-*`) or a glob (`*-mini`). */
            from: string;
            /** @description What is sent for them. */
            to: string;
        };
        /**
         * @description What the person wrote that replaces a model.
         * @enum {string}
         */
        ModelRule: "alias" | "redirect";
        /**
         * Format: int64
         * @description Money in billionths of a US dollar.
         */
        NanoUsd: number;
        /** @description A credential to be added. */
        NewCredential: {
            /** @description The credential; write-only. */
            credential: string;
        };
        /** @description What a person may say of a key: everything is optional. */
        NewKeyForm: {
            /** @description The clients it may be used by; empty means all. */
            allowed_clients?: components["schemas"]["ClientPattern"][] | null;
            /** @description The models it may use; empty means all. */
            allowed_models?: components["schemas"]["ModelPattern"][] | null;
            /** @description Whether it may be used. */
            enabled?: boolean | null;
            expires_at?: components["schemas"]["UnixMillis"] | null;
            /** @description The groups whose providers it sees; none means its user's. */
            groups?: string[] | null;
            /** @description What the person calls it. */
            name?: string | null;
            user: string;
        };
        /** @description A provider in use whose breaker isn't closed, though nobody holds it. */
        OpenBreaker: {
            /** @description The provider. */
            provider_id: components["schemas"]["ProviderId"];
            /** @description Its name. */
            provider_name: string;
            /** @description Open, or half-open. */
            state: components["schemas"]["BreakerState"];
            until?: components["schemas"]["UnixMillis"] | null;
        };
        /**
         * @description What a request asks for.
         * @enum {string}
         */
        OperationKind: "generate" | "count_tokens" | "models" | "embed" | "complete" | "image" | "speak" | "transcribe" | "moderate" | "rerank" | "compact" | "stored_answer";
        /**
         * @description One of the words a vendor's option takes, such as `high`.
         *
         *     Vendors add words faster than programs are released, so any short lower-case word is one.
         */
        OptionWord: string;
        /**
         * @description What an override changed.
         * @enum {string}
         */
        Override: "max_tokens" | "thinking_budget" | "long_context" | "cache_ttl" | "reasoning_effort" | "reasoning_summary" | "verbosity" | "parallel_tools" | "service_tier" | "google_search" | "codex_instructions" | "echoed_model";
        /** @description A list, or a part of one. */
        Page_AliasView: {
            /** @description What is in it. */
            items: {
                /** @description What stands for it, the providers by priority. */
                models: components["schemas"]["AliasModelView"][];
                /** @description Its name, which callers may ask for in the place of a model. */
                name: string;
            }[];
            /** @description Where the next part begins; absent at the end. */
            next_cursor?: string | null;
        };
        /** @description A list, or a part of one. */
        Page_KeyView: {
            /** @description What is in it. */
            items: {
                /** @description The clients it may be used by; empty means all. */
                allowed_clients: components["schemas"]["ClientPattern"][];
                /** @description The models it may use; empty means all. */
                allowed_models: components["schemas"]["ModelPattern"][];
                /** @description When it was made. */
                created_at: components["schemas"]["UnixMillis"];
                /** @description Whether it may be used. */
                enabled: boolean;
                expires_at?: components["schemas"]["UnixMillis"] | null;
                /** @description The groups whose providers it sees; empty means its user's. */
                groups: components["schemas"]["GroupName"][];
                /** @description The first 10 characters of its secret. */
                head: string;
                /** @description Its id. */
                id: components["schemas"]["KeyId"];
                /** @description What it was made for. */
                kind: components["schemas"]["KeyKind"];
                last_used_at?: components["schemas"]["UnixMillis"] | null;
                /** @description What the person calls it. */
                name: string;
                /**
                 * Format: int64
                 * @description Rises with each change.
                 */
                revision: number;
                /** @description The last 4 characters of its secret. */
                tail: string;
                /** @description Whose it is. */
                user_id: components["schemas"]["UserId"];
                /** @description The user's name. */
                user_name: string;
            }[];
            /** @description Where the next part begins; absent at the end. */
            next_cursor?: string | null;
        };
        /** @description A list, or a part of one. */
        Page_PinView: {
            /** @description What is in it. */
            items: {
                /** @description What the callers speak. */
                dialect: components["schemas"]["Dialect"];
                provider_id?: components["schemas"]["ProviderId"] | null;
                /** @description Its name. */
                provider_name?: string | null;
            }[];
            /** @description Where the next part begins; absent at the end. */
            next_cursor?: string | null;
        };
        /** @description A list, or a part of one. */
        Page_Preset: {
            /** @description What is in it. */
            items: {
                /** @description What kind of provider it is. */
                category: components["schemas"]["PresetCategory"];
                /** @description When, as a date. */
                checked_on: string;
                /** @description What it speaks, and where. The first is the one to take when nothing else is said. */
                endpoints: components["schemas"]["PresetEndpoint"][];
                /** @description A name that never changes. */
                id: string;
                /** @description Where its keys are made. */
                key_url?: string | null;
                /** @description What it calls itself. */
                name: string;
                /** @description What else is to be known, in English. */
                note?: string | null;
                /** @description Where its addresses were read. */
                source: string;
                /** @description Its page. */
                website: string;
                /** @description What it calls itself in Chinese, where that differs. */
                zh_name?: string | null;
                /** @description The same in Chinese. */
                zh_note?: string | null;
            }[];
            /** @description Where the next part begins; absent at the end. */
            next_cursor?: string | null;
        };
        /** @description A list, or a part of one. */
        Page_ProviderView: {
            /** @description What is in it. */
            items: {
                /** @description Whether any certificate is accepted: unsafe. */
                accept_any_certificate: boolean;
                /** @description Whether plain http to a public host is accepted: unsafe. */
                allow_plain_http: boolean;
                /** @description The clients that may use it, by their `User-Agent`; empty means all. */
                allowed_clients: components["schemas"]["ClientPattern"][];
                /** @description The models it serves; empty means all. */
                allowed_models: components["schemas"]["ModelPattern"][];
                anthropic_cache_ttl?: components["schemas"]["CacheTtl"] | null;
                /** @description Anthropic: the beta that admits a context of a million tokens. */
                anthropic_long_context: components["schemas"]["Switch"];
                anthropic_max_tokens?: components["schemas"]["MaxTokens"] | null;
                anthropic_thinking_budget?: components["schemas"]["ThinkingBudget"] | null;
                /** @description Where the credential goes. */
                auth_style: components["schemas"]["AuthStyle"];
                /** @description Where it is: the part before the version. A loopback provider has none. */
                base_url?: string | null;
                breaker?: components["schemas"]["BreakerStatus"] | null;
                /**
                 * Format: int32
                 * @description After so many failures in a row its breaker opens; absent is the default, 5.
                 */
                breaker_failures?: number | null;
                /**
                 * Format: int32
                 * @description After so many successes its breaker closes again; absent is the default, 2.
                 */
                breaker_half_open_successes?: number | null;
                /**
                 * Format: int64
                 * @description How long its breaker stays open at first, milliseconds; absent is the default, 30 s.
                 */
                breaker_open_ms?: number | null;
                /** @description Responses: whose `instructions` are sent. */
                codex_instructions: components["schemas"]["CodexInstructions"];
                /**
                 * Format: int64
                 * @description TCP and TLS; absent is the default, 0 is off.
                 */
                connect_timeout_ms?: number | null;
                /** @description Whether requests of other dialects are converted to its own. */
                conversion_allowed: boolean;
                /** @description When it was added. */
                created_at: components["schemas"]["UnixMillis"];
                /** @description Its credentials, without their secrets. */
                credentials: components["schemas"]["CredentialView"][];
                /** @description Headers added to each request to it, their values masked: sent back so, they stay as they are. */
                custom_headers: {
                    [key: string]: string;
                };
                /** @description The clients that may not. */
                denied_clients: components["schemas"]["ClientPattern"][];
                /** @description What it speaks. */
                dialect: components["schemas"]["Dialect"];
                /** @description Whether same-dialect answers carry the name that was asked for, too. */
                echo_requested_model: boolean;
                /** @description Whether it is used. */
                enabled: boolean;
                /** @description Certificates trusted beside the system's, PEM. */
                extra_ca_pem?: string | null;
                /**
                 * Format: int64
                 * @description Streaming: to the first byte of the body.
                 */
                first_byte_timeout_ms?: number | null;
                /** @description Gemini: Google's search as a tool. */
                gemini_google_search: components["schemas"]["Switch"];
                /** @description The URL that a generation is sent to. */
                generate_url?: string | null;
                /** @description Its priority for callers of a group. */
                group_priorities: {
                    [key: string]: number;
                };
                /** @description Whether a password for the proxy is kept, and can be read. */
                has_proxy_password: boolean;
                /** @description How it does. */
                health: components["schemas"]["ProviderHealth"];
                /** @description Its id. */
                id: components["schemas"]["ProviderId"];
                /** @description Whether openai-chat streams are asked for their usage when the client didn't. */
                include_usage: boolean;
                /** @description What stands behind it. */
                kind: components["schemas"]["ProviderKind"];
                /** @description Models it is sent another name for; the first that matches decides. */
                model_redirects: components["schemas"]["ModelRedirect"][];
                /** @description Its name, unique without regard to case. */
                name: string;
                /** @description Whether it has credentials, none of which could be opened: it must be typed again. */
                needs_credential: boolean;
                /** @description What the person wants to remember. */
                note: string;
                /** @description Whether it is told the client's address. */
                pass_client_ip: boolean;
                /** @description The dialects whose requests go to it first, because the person says so. */
                pinned_for: components["schemas"]["Dialect"][];
                /**
                 * Format: int32
                 * @description Lower is used first.
                 */
                priority: number;
                /** @description Whether it is called directly when its proxy can't be used. */
                proxy_fallback_direct: boolean;
                /** @description The proxy it is reached through, without the password. */
                proxy_url?: string | null;
                /** @description What its vendor said last of its credentials' quotas; empty where it says nothing. */
                quota: components["schemas"]["Quota"][];
                /** @description Responses: `parallel_tool_calls`. */
                responses_parallel_tools?: boolean | null;
                responses_reasoning_effort?: components["schemas"]["OptionWord"] | null;
                responses_reasoning_summary?: components["schemas"]["OptionWord"] | null;
                responses_service_tier?: components["schemas"]["OptionWord"] | null;
                responses_verbosity?: components["schemas"]["OptionWord"] | null;
                /**
                 * Format: int64
                 * @description Rises with each change; a change sends back the one it was made from.
                 */
                revision: number;
                schedule_from?: components["schemas"]["TimeOfDay"] | null;
                schedule_time_zone?: components["schemas"]["TimeZoneName"] | null;
                schedule_until?: components["schemas"]["TimeOfDay"] | null;
                /**
                 * Format: int64
                 * @description Streaming: between two bytes.
                 */
                stream_idle_timeout_ms?: number | null;
                /**
                 * Format: int64
                 * @description Streaming: between two pieces of content.
                 */
                stream_stall_timeout_ms?: number | null;
                /** @description The groups it belongs to; without one it is in `default`. */
                tags: components["schemas"]["GroupName"][];
                /**
                 * Format: int64
                 * @description Not streaming: the whole answer.
                 */
                total_timeout_ms?: number | null;
                /** @description The provider's page. */
                website?: string | null;
                /** @description Its share among equals. */
                weight: components["schemas"]["Weight"];
            }[];
            /** @description Where the next part begins; absent at the end. */
            next_cursor?: string | null;
        };
        /** @description A list, or a part of one. */
        Page_RequestRecord: {
            /** @description What is in it. */
            items: {
                agent_id?: components["schemas"]["Text"] | null;
                asked_model?: components["schemas"]["Text"] | null;
                /** @description Every try. */
                attempts: components["schemas"]["Attempt"][];
                /** @description Every provider considered. */
                chain: components["schemas"]["Considered"][];
                /** @description What was changed on the way. */
                changes: components["schemas"]["Change"][];
                client?: components["schemas"]["Text"] | null;
                /** @description Whether the dialect was converted. */
                converted: boolean;
                cost_nano_usd?: components["schemas"]["NanoUsd"] | null;
                /** @description What the client speaks. */
                dialect: components["schemas"]["Dialect"];
                /**
                 * Format: int64
                 * @description From the head to the end.
                 */
                duration_ms?: number | null;
                /** @description What went wrong: at most 16 KiB, without secrets. */
                error?: string | null;
                error_code?: components["schemas"]["ErrorCode"] | null;
                /**
                 * Format: int64
                 * @description From the head to the first byte of the answer's body.
                 */
                first_byte_ms?: number | null;
                /** @description Its id, also `x-request-id`. */
                id: components["schemas"]["RequestId"];
                key_id?: components["schemas"]["KeyId"] | null;
                key_name?: components["schemas"]["Text"] | null;
                /** @description What was asked for. */
                operation: components["schemas"]["OperationKind"];
                /** @description The client's address. */
                peer: components["schemas"]["Text"];
                project?: components["schemas"]["Text"] | null;
                provider_id?: components["schemas"]["ProviderId"] | null;
                provider_name?: components["schemas"]["Text"] | null;
                /**
                 * Format: int64
                 * @description The body as it came, bytes.
                 */
                request_bytes: number;
                /**
                 * Format: int64
                 * @description The answer's body, bytes.
                 */
                response_bytes: number;
                sent_model?: components["schemas"]["Text"] | null;
                session_id?: components["schemas"]["Text"] | null;
                /** @description When its head had been read. */
                started_at: components["schemas"]["UnixMillis"];
                /** @description How far it has come. */
                state: components["schemas"]["RequestState"];
                /**
                 * Format: int32
                 * @description The status the client got.
                 */
                status?: number | null;
                /** @description Whether the answer is a stream. */
                stream: boolean;
                /** @description Tokens by class. */
                usage: components["schemas"]["Usage"];
                user_id?: components["schemas"]["UserId"] | null;
                user_name?: components["schemas"]["Text"] | null;
            }[];
            /** @description Where the next part begins; absent at the end. */
            next_cursor?: string | null;
        };
        /** @description A list, or a part of one. */
        Page_SettingView: {
            /** @description What is in it. */
            items: {
                /** @description The value when nobody says anything. */
                default: unknown;
                /** @description Its name. */
                key: components["schemas"]["SettingKey"];
                /** @description An environment variable or a flag decides: setting it has no effect before the next start without. */
                locked: boolean;
                /** @description The new value takes effect at the next start. */
                needs_restart: boolean;
                /** @description Where the value comes from. */
                source: components["schemas"]["SettingSource"];
                /** @description The value in force. */
                value: unknown;
            }[];
            /** @description Where the next part begins; absent at the end. */
            next_cursor?: string | null;
        };
        /** @description A list, or a part of one. */
        Page_User: {
            /** @description What is in it. */
            items: {
                /** @description The clients their keys may be used by; empty means all. */
                allowed_clients: components["schemas"]["ClientPattern"][];
                /** @description The models their keys may use; empty means all. */
                allowed_models: components["schemas"]["ModelPattern"][];
                /** @description When they were added. */
                created_at: components["schemas"]["UnixMillis"];
                /** @description Whether their keys work. */
                enabled: boolean;
                expires_at?: components["schemas"]["UnixMillis"] | null;
                /** @description The groups whose providers their keys see; empty means `default`, and all for an admin. */
                groups: components["schemas"]["GroupName"][];
                /** @description Their id. */
                id: components["schemas"]["UserId"];
                /** @description Their name, unique without regard to case. */
                name: components["schemas"]["Text"];
                /** @description What the owner wants to remember. */
                note: string;
                /**
                 * Format: int64
                 * @description Rises with each change.
                 */
                revision: number;
                /** @description What they may do. */
                role: components["schemas"]["Role"];
            }[];
            /** @description Where the next part begins; absent at the end. */
            next_cursor?: string | null;
        };
        /** @description A new password for the web door: given, or made here. */
        PasswordChange: {
            /** @description Make one and show it once. */
            generate?: boolean;
            /** @description The password, at least 12 characters. */
            password?: string | null;
        };
        /** @description The password was changed; every browser is signed out. */
        PasswordChanged: {
            /** @description The password, if it was made here: not kept, so it can't be shown again. */
            generated?: string | null;
        };
        /** @description Signs in with the password. */
        PasswordSignIn: {
            /** @description The password. */
            password: string;
        };
        /** @description A new pin. */
        PinChange: {
            /** @description The provider's name or id; `null` is automatic. */
            provider: string | null;
        };
        /** @description Where a dialect's requests go first. */
        PinView: {
            /** @description What the callers speak. */
            dialect: components["schemas"]["Dialect"];
            provider_id?: components["schemas"]["ProviderId"] | null;
            /** @description Its name. */
            provider_name?: string | null;
        };
        /** @description The port that the gateway should listen on, and that another program has. */
        PortTaken: {
            /** @description The program that has it, where the system tells. */
            holder?: string | null;
            /**
             * Format: int32
             * @description The port.
             */
            port: number;
        };
        /** @description A provider that many people have. */
        Preset: {
            /** @description What kind of provider it is. */
            category: components["schemas"]["PresetCategory"];
            /** @description When, as a date. */
            checked_on: string;
            /** @description What it speaks, and where. The first is the one to take when nothing else is said. */
            endpoints: components["schemas"]["PresetEndpoint"][];
            /** @description A name that never changes. */
            id: string;
            /** @description Where its keys are made. */
            key_url?: string | null;
            /** @description What it calls itself. */
            name: string;
            /** @description What else is to be known, in English. */
            note?: string | null;
            /** @description Where its addresses were read. */
            source: string;
            /** @description Its page. */
            website: string;
            /** @description What it calls itself in Chinese, where that differs. */
            zh_name?: string | null;
            /** @description The same in Chinese. */
            zh_note?: string | null;
        };
        /**
         * @description What kind of provider a preset is.
         * @enum {string}
         */
        PresetCategory: "official" | "relay" | "aggregator" | "local" | "cloud";
        /** @description Where a preset speaks one of its dialects. */
        PresetEndpoint: {
            auth_style?: components["schemas"]["AuthStyle"] | null;
            /** @description Where that is. */
            base_url: string;
            /** @description What it speaks there. */
            dialect: components["schemas"]["Dialect"];
        };
        /** @description An error as the API sends it. */
        Problem: {
            /** @description The code. */
            code: components["schemas"]["ProblemCode"];
            /**
             * Format: int64
             * @description The revision that is stored, when the one sent is stale.
             */
            current_revision?: number | null;
            /** @description What exactly is wrong, and what to do. */
            detail: string;
            /** @description The field that is wrong, if it is one. */
            field?: string | null;
            /**
             * Format: int64
             * @description When it makes sense to try again.
             */
            retry_after_seconds?: number | null;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description What it means, in a few words. */
            title: string;
        };
        /**
         * @description Why the admin API refused. A code never changes; the UI matches it, never the text.
         * @enum {string}
         */
        ProblemCode: "invalid_request" | "invalid_field" | "credential_required" | "not_found" | "unknown_path" | "method_not_allowed" | "name_taken" | "stale_revision" | "stale_order" | "last_admin" | "setting_locked" | "web_door_off" | "not_running" | "drill_running" | "body_too_large" | "unsupported_media_type" | "invalid_token" | "sign_in_required" | "invalid_link" | "wrong_password" | "invalid_csrf_token" | "origin_not_allowed" | "host_not_allowed" | "too_many_failures" | "vault_closed" | "store_unavailable" | "internal";
        /** @description What a person may say of a provider. In a change a missing field stays and `null` clears. */
        ProviderChange: {
            /** @description Whether any certificate is accepted: unsafe. */
            accept_any_certificate?: boolean | null;
            /** @description Whether plain http to a public host is accepted: unsafe. */
            allow_plain_http?: boolean | null;
            /** @description The clients that may use it, by their `User-Agent`; empty means all. */
            allowed_clients?: string[] | null;
            /** @description The models it serves; empty means all. */
            allowed_models?: string[] | null;
            anthropic_cache_ttl?: components["schemas"]["CacheTtl"] | null;
            anthropic_long_context?: components["schemas"]["Switch"] | null;
            anthropic_max_tokens?: components["schemas"]["MaxTokens"] | null;
            anthropic_thinking_budget?: components["schemas"]["ThinkingBudget"] | null;
            auth_style?: components["schemas"]["AuthStyle"] | null;
            /** @description Where it is. */
            base_url?: string | null;
            /**
             * Format: int32
             * @description After so many failures in a row its breaker opens, 1–100. Default 5.
             */
            breaker_failures?: number | null;
            /**
             * Format: int32
             * @description After so many successes its breaker closes again, 1–20. Default 2.
             */
            breaker_half_open_successes?: number | null;
            /**
             * Format: int64
             * @description How long its breaker stays open at first, milliseconds: 1 s to 30 min. Default 30 s.
             */
            breaker_open_ms?: number | null;
            codex_instructions?: components["schemas"]["CodexInstructions"] | null;
            /**
             * Format: int64
             * @description TCP and TLS, milliseconds; 0 is off.
             */
            connect_timeout_ms?: number | null;
            /** @description Whether requests of other dialects are converted to its own. Default true. */
            conversion_allowed?: boolean | null;
            /** @description The credential, in the place of all it has; write-only. */
            credential?: string | null;
            /**
             * @description Headers added to each request to it. Values are kept like credentials and shown masked; a masked
             *     value sent back leaves the header as it is.
             */
            custom_headers?: {
                [key: string]: string;
            } | null;
            /** @description The clients that may not. */
            denied_clients?: string[] | null;
            dialect?: components["schemas"]["Dialect"] | null;
            /** @description Whether same-dialect answers carry the name that was asked for, too. */
            echo_requested_model?: boolean | null;
            /** @description Whether it is used. */
            enabled?: boolean | null;
            /** @description Certificates trusted beside the system's, PEM. */
            extra_ca_pem?: string | null;
            /**
             * Format: int64
             * @description Streaming, to the first byte of the body; 0 is off.
             */
            first_byte_timeout_ms?: number | null;
            gemini_google_search?: components["schemas"]["Switch"] | null;
            /** @description Its priority for callers of a group. */
            group_priorities?: {
                [key: string]: number;
            } | null;
            /** @description Whether openai-chat streams are asked for their usage. */
            include_usage?: boolean | null;
            kind?: components["schemas"]["ProviderKind"] | null;
            /** @description Models it is sent another name for; the first that matches decides. */
            model_redirects?: components["schemas"]["ModelRedirect"][] | null;
            /** @description Its name. */
            name?: string | null;
            /** @description What the person wants to remember. */
            note?: string | null;
            /** @description Whether it is told the client's address. */
            pass_client_ip?: boolean | null;
            /**
             * Format: int32
             * @description Lower is used first.
             */
            priority?: number | null;
            /** @description Whether it is called directly when its proxy can't be used. */
            proxy_fallback_direct?: boolean | null;
            /**
             * @description The proxy it is reached through: `http`, `https` or `socks5`, with `user:password@` where needed.
             *     The password is never shown; the address without it keeps the one there is.
             */
            proxy_url?: string | null;
            /** @description Responses: `parallel_tool_calls`. */
            responses_parallel_tools?: boolean | null;
            responses_reasoning_effort?: components["schemas"]["OptionWord"] | null;
            responses_reasoning_summary?: components["schemas"]["OptionWord"] | null;
            responses_service_tier?: components["schemas"]["OptionWord"] | null;
            responses_verbosity?: components["schemas"]["OptionWord"] | null;
            revision: number;
            /** @description When its daily hours begin, `HH:MM`. */
            schedule_from?: string | null;
            /** @description The time zone of both. */
            schedule_time_zone?: string | null;
            /** @description When they end; before the beginning means the next day. */
            schedule_until?: string | null;
            /**
             * Format: int64
             * @description Streaming, between two bytes; 0 is off.
             */
            stream_idle_timeout_ms?: number | null;
            /**
             * Format: int64
             * @description Streaming, between two pieces of content; 0 is off.
             */
            stream_stall_timeout_ms?: number | null;
            /** @description The groups it belongs to; without one it is in `default`. */
            tags?: string[] | null;
            /**
             * Format: int64
             * @description Not streaming, the whole answer; 0 is off.
             */
            total_timeout_ms?: number | null;
            /** @description The provider's page. */
            website?: string | null;
            /**
             * Format: int32
             * @description Its share among equals, 0–100.
             */
            weight?: number | null;
        };
        /** @description How many providers there are. */
        ProviderCounts: {
            /**
             * Format: int64
             * @description Those that are used.
             */
            enabled: number;
            /**
             * Format: int64
             * @description Those whose credential must be typed again.
             */
            need_credential: number;
            /**
             * Format: int64
             * @description All.
             */
            total: number;
        };
        /** @description What a person may say of a provider. In a change a missing field stays and `null` clears. */
        ProviderForm: {
            /** @description Whether any certificate is accepted: unsafe. */
            accept_any_certificate?: boolean | null;
            /** @description Whether plain http to a public host is accepted: unsafe. */
            allow_plain_http?: boolean | null;
            /** @description The clients that may use it, by their `User-Agent`; empty means all. */
            allowed_clients?: string[] | null;
            /** @description The models it serves; empty means all. */
            allowed_models?: string[] | null;
            anthropic_cache_ttl?: components["schemas"]["CacheTtl"] | null;
            anthropic_long_context?: components["schemas"]["Switch"] | null;
            anthropic_max_tokens?: components["schemas"]["MaxTokens"] | null;
            anthropic_thinking_budget?: components["schemas"]["ThinkingBudget"] | null;
            auth_style?: components["schemas"]["AuthStyle"] | null;
            /** @description Where it is. */
            base_url?: string | null;
            /**
             * Format: int32
             * @description After so many failures in a row its breaker opens, 1–100. Default 5.
             */
            breaker_failures?: number | null;
            /**
             * Format: int32
             * @description After so many successes its breaker closes again, 1–20. Default 2.
             */
            breaker_half_open_successes?: number | null;
            /**
             * Format: int64
             * @description How long its breaker stays open at first, milliseconds: 1 s to 30 min. Default 30 s.
             */
            breaker_open_ms?: number | null;
            codex_instructions?: components["schemas"]["CodexInstructions"] | null;
            /**
             * Format: int64
             * @description TCP and TLS, milliseconds; 0 is off.
             */
            connect_timeout_ms?: number | null;
            /** @description Whether requests of other dialects are converted to its own. Default true. */
            conversion_allowed?: boolean | null;
            /** @description The credential, in the place of all it has; write-only. */
            credential?: string | null;
            /**
             * @description Headers added to each request to it. Values are kept like credentials and shown masked; a masked
             *     value sent back leaves the header as it is.
             */
            custom_headers?: {
                [key: string]: string;
            } | null;
            /** @description The clients that may not. */
            denied_clients?: string[] | null;
            dialect?: components["schemas"]["Dialect"] | null;
            /** @description Whether same-dialect answers carry the name that was asked for, too. */
            echo_requested_model?: boolean | null;
            /** @description Whether it is used. */
            enabled?: boolean | null;
            /** @description Certificates trusted beside the system's, PEM. */
            extra_ca_pem?: string | null;
            /**
             * Format: int64
             * @description Streaming, to the first byte of the body; 0 is off.
             */
            first_byte_timeout_ms?: number | null;
            gemini_google_search?: components["schemas"]["Switch"] | null;
            /** @description Its priority for callers of a group. */
            group_priorities?: {
                [key: string]: number;
            } | null;
            /** @description Whether openai-chat streams are asked for their usage. */
            include_usage?: boolean | null;
            kind?: components["schemas"]["ProviderKind"] | null;
            /** @description Models it is sent another name for; the first that matches decides. */
            model_redirects?: components["schemas"]["ModelRedirect"][] | null;
            /** @description Its name. */
            name?: string | null;
            /** @description What the person wants to remember. */
            note?: string | null;
            /** @description Whether it is told the client's address. */
            pass_client_ip?: boolean | null;
            /**
             * Format: int32
             * @description Lower is used first.
             */
            priority?: number | null;
            /** @description Whether it is called directly when its proxy can't be used. */
            proxy_fallback_direct?: boolean | null;
            /**
             * @description The proxy it is reached through: `http`, `https` or `socks5`, with `user:password@` where needed.
             *     The password is never shown; the address without it keeps the one there is.
             */
            proxy_url?: string | null;
            /** @description Responses: `parallel_tool_calls`. */
            responses_parallel_tools?: boolean | null;
            responses_reasoning_effort?: components["schemas"]["OptionWord"] | null;
            responses_reasoning_summary?: components["schemas"]["OptionWord"] | null;
            responses_service_tier?: components["schemas"]["OptionWord"] | null;
            responses_verbosity?: components["schemas"]["OptionWord"] | null;
            /** @description When its daily hours begin, `HH:MM`. */
            schedule_from?: string | null;
            /** @description The time zone of both. */
            schedule_time_zone?: string | null;
            /** @description When they end; before the beginning means the next day. */
            schedule_until?: string | null;
            /**
             * Format: int64
             * @description Streaming, between two bytes; 0 is off.
             */
            stream_idle_timeout_ms?: number | null;
            /**
             * Format: int64
             * @description Streaming, between two pieces of content; 0 is off.
             */
            stream_stall_timeout_ms?: number | null;
            /** @description The groups it belongs to; without one it is in `default`. */
            tags?: string[] | null;
            /**
             * Format: int64
             * @description Not streaming, the whole answer; 0 is off.
             */
            total_timeout_ms?: number | null;
            /** @description The provider's page. */
            website?: string | null;
            /**
             * Format: int32
             * @description Its share among equals, 0–100.
             */
            weight?: number | null;
        };
        /** @description How a provider does. */
        ProviderHealth: {
            /**
             * Format: int64
             * @description Attempts that failed because of it, since midnight UTC.
             */
            failures_today: number;
            /**
             * Format: int64
             * @description From the attempt's beginning to the first byte, over its latest answers.
             */
            first_byte_ms_median?: number | null;
            last_outcome?: components["schemas"]["LastOutcome"] | null;
            since?: components["schemas"]["UnixMillis"] | null;
            /** @description In a word. */
            state: components["schemas"]["HealthState"];
            /**
             * Format: int64
             * @description Attempts that it answered in full, since midnight UTC.
             */
            successes_today: number;
        };
        /**
         * Format: uuid
         * @description A provider.
         */
        ProviderId: string;
        /**
         * @description What stands behind a provider.
         * @enum {string}
         */
        ProviderKind: "upstream" | "loopback";
        /** @description The order of all providers. */
        ProviderOrder: {
            /** @description Every provider once: the first tier is used first, the others when it fails. */
            tiers: components["schemas"]["ProviderId"][][];
        };
        /** @description A provider. */
        ProviderView: {
            /** @description Whether any certificate is accepted: unsafe. */
            accept_any_certificate: boolean;
            /** @description Whether plain http to a public host is accepted: unsafe. */
            allow_plain_http: boolean;
            /** @description The clients that may use it, by their `User-Agent`; empty means all. */
            allowed_clients: components["schemas"]["ClientPattern"][];
            /** @description The models it serves; empty means all. */
            allowed_models: components["schemas"]["ModelPattern"][];
            anthropic_cache_ttl?: components["schemas"]["CacheTtl"] | null;
            /** @description Anthropic: the beta that admits a context of a million tokens. */
            anthropic_long_context: components["schemas"]["Switch"];
            anthropic_max_tokens?: components["schemas"]["MaxTokens"] | null;
            anthropic_thinking_budget?: components["schemas"]["ThinkingBudget"] | null;
            /** @description Where the credential goes. */
            auth_style: components["schemas"]["AuthStyle"];
            /** @description Where it is: the part before the version. A loopback provider has none. */
            base_url?: string | null;
            breaker?: components["schemas"]["BreakerStatus"] | null;
            /**
             * Format: int32
             * @description After so many failures in a row its breaker opens; absent is the default, 5.
             */
            breaker_failures?: number | null;
            /**
             * Format: int32
             * @description After so many successes its breaker closes again; absent is the default, 2.
             */
            breaker_half_open_successes?: number | null;
            /**
             * Format: int64
             * @description How long its breaker stays open at first, milliseconds; absent is the default, 30 s.
             */
            breaker_open_ms?: number | null;
            /** @description Responses: whose `instructions` are sent. */
            codex_instructions: components["schemas"]["CodexInstructions"];
            /**
             * Format: int64
             * @description TCP and TLS; absent is the default, 0 is off.
             */
            connect_timeout_ms?: number | null;
            /** @description Whether requests of other dialects are converted to its own. */
            conversion_allowed: boolean;
            /** @description When it was added. */
            created_at: components["schemas"]["UnixMillis"];
            /** @description Its credentials, without their secrets. */
            credentials: components["schemas"]["CredentialView"][];
            /** @description Headers added to each request to it, their values masked: sent back so, they stay as they are. */
            custom_headers: {
                [key: string]: string;
            };
            /** @description The clients that may not. */
            denied_clients: components["schemas"]["ClientPattern"][];
            /** @description What it speaks. */
            dialect: components["schemas"]["Dialect"];
            /** @description Whether same-dialect answers carry the name that was asked for, too. */
            echo_requested_model: boolean;
            /** @description Whether it is used. */
            enabled: boolean;
            /** @description Certificates trusted beside the system's, PEM. */
            extra_ca_pem?: string | null;
            /**
             * Format: int64
             * @description Streaming: to the first byte of the body.
             */
            first_byte_timeout_ms?: number | null;
            /** @description Gemini: Google's search as a tool. */
            gemini_google_search: components["schemas"]["Switch"];
            /** @description The URL that a generation is sent to. */
            generate_url?: string | null;
            /** @description Its priority for callers of a group. */
            group_priorities: {
                [key: string]: number;
            };
            /** @description Whether a password for the proxy is kept, and can be read. */
            has_proxy_password: boolean;
            /** @description How it does. */
            health: components["schemas"]["ProviderHealth"];
            /** @description Its id. */
            id: components["schemas"]["ProviderId"];
            /** @description Whether openai-chat streams are asked for their usage when the client didn't. */
            include_usage: boolean;
            /** @description What stands behind it. */
            kind: components["schemas"]["ProviderKind"];
            /** @description Models it is sent another name for; the first that matches decides. */
            model_redirects: components["schemas"]["ModelRedirect"][];
            /** @description Its name, unique without regard to case. */
            name: string;
            /** @description Whether it has credentials, none of which could be opened: it must be typed again. */
            needs_credential: boolean;
            /** @description What the person wants to remember. */
            note: string;
            /** @description Whether it is told the client's address. */
            pass_client_ip: boolean;
            /** @description The dialects whose requests go to it first, because the person says so. */
            pinned_for: components["schemas"]["Dialect"][];
            /**
             * Format: int32
             * @description Lower is used first.
             */
            priority: number;
            /** @description Whether it is called directly when its proxy can't be used. */
            proxy_fallback_direct: boolean;
            /** @description The proxy it is reached through, without the password. */
            proxy_url?: string | null;
            /** @description What its vendor said last of its credentials' quotas; empty where it says nothing. */
            quota: components["schemas"]["Quota"][];
            /** @description Responses: `parallel_tool_calls`. */
            responses_parallel_tools?: boolean | null;
            responses_reasoning_effort?: components["schemas"]["OptionWord"] | null;
            responses_reasoning_summary?: components["schemas"]["OptionWord"] | null;
            responses_service_tier?: components["schemas"]["OptionWord"] | null;
            responses_verbosity?: components["schemas"]["OptionWord"] | null;
            /**
             * Format: int64
             * @description Rises with each change; a change sends back the one it was made from.
             */
            revision: number;
            schedule_from?: components["schemas"]["TimeOfDay"] | null;
            schedule_time_zone?: components["schemas"]["TimeZoneName"] | null;
            schedule_until?: components["schemas"]["TimeOfDay"] | null;
            /**
             * Format: int64
             * @description Streaming: between two bytes.
             */
            stream_idle_timeout_ms?: number | null;
            /**
             * Format: int64
             * @description Streaming: between two pieces of content.
             */
            stream_stall_timeout_ms?: number | null;
            /** @description The groups it belongs to; without one it is in `default`. */
            tags: components["schemas"]["GroupName"][];
            /**
             * Format: int64
             * @description Not streaming: the whole answer.
             */
            total_timeout_ms?: number | null;
            /** @description The provider's page. */
            website?: string | null;
            /** @description Its share among equals. */
            weight: components["schemas"]["Weight"];
        };
        /** @description One window of a credential's quota, as the vendor last told it. */
        Quota: {
            /** @description Whose. */
            credential_id: components["schemas"]["CredentialId"];
            /**
             * Format: int64
             * @description How much there is in all.
             */
            limit?: number | null;
            /**
             * Format: int64
             * @description How much is left.
             */
            remaining?: number | null;
            resets_at?: components["schemas"]["UnixMillis"] | null;
            /**
             * Format: int32
             * @description How much of it is used, in thousandths; above 1,000 where the vendor lets more pass.
             */
            used_permille?: number | null;
            /** @description Which window: `5h`, `7d`, `requests`, `tokens`, … */
            window: string;
        };
        /**
         * @description What was mended before the provider was asked once more.
         * @enum {string}
         */
        Repair: "thinking_signature" | "thinking_budget" | "effort_conflict" | "function_ids" | "encrypted_reasoning" | "billing_header" | "codex_instructions";
        /**
         * Format: uuid
         * @description A request, as the ledger and `x-request-id` name it.
         */
        RequestId: string;
        /** @description One request: written when it is admitted, and again, complete, when it ends. */
        RequestRecord: {
            agent_id?: components["schemas"]["Text"] | null;
            asked_model?: components["schemas"]["Text"] | null;
            /** @description Every try. */
            attempts: components["schemas"]["Attempt"][];
            /** @description Every provider considered. */
            chain: components["schemas"]["Considered"][];
            /** @description What was changed on the way. */
            changes: components["schemas"]["Change"][];
            client?: components["schemas"]["Text"] | null;
            /** @description Whether the dialect was converted. */
            converted: boolean;
            cost_nano_usd?: components["schemas"]["NanoUsd"] | null;
            /** @description What the client speaks. */
            dialect: components["schemas"]["Dialect"];
            /**
             * Format: int64
             * @description From the head to the end.
             */
            duration_ms?: number | null;
            /** @description What went wrong: at most 16 KiB, without secrets. */
            error?: string | null;
            error_code?: components["schemas"]["ErrorCode"] | null;
            /**
             * Format: int64
             * @description From the head to the first byte of the answer's body.
             */
            first_byte_ms?: number | null;
            /** @description Its id, also `x-request-id`. */
            id: components["schemas"]["RequestId"];
            key_id?: components["schemas"]["KeyId"] | null;
            key_name?: components["schemas"]["Text"] | null;
            /** @description What was asked for. */
            operation: components["schemas"]["OperationKind"];
            /** @description The client's address. */
            peer: components["schemas"]["Text"];
            project?: components["schemas"]["Text"] | null;
            provider_id?: components["schemas"]["ProviderId"] | null;
            provider_name?: components["schemas"]["Text"] | null;
            /**
             * Format: int64
             * @description The body as it came, bytes.
             */
            request_bytes: number;
            /**
             * Format: int64
             * @description The answer's body, bytes.
             */
            response_bytes: number;
            sent_model?: components["schemas"]["Text"] | null;
            session_id?: components["schemas"]["Text"] | null;
            /** @description When its head had been read. */
            started_at: components["schemas"]["UnixMillis"];
            /** @description How far it has come. */
            state: components["schemas"]["RequestState"];
            /**
             * Format: int32
             * @description The status the client got.
             */
            status?: number | null;
            /** @description Whether the answer is a stream. */
            stream: boolean;
            /** @description Tokens by class. */
            usage: components["schemas"]["Usage"];
            user_id?: components["schemas"]["UserId"] | null;
            user_name?: components["schemas"]["Text"] | null;
        };
        /**
         * @description How far a request has come.
         * @enum {string}
         */
        RequestState: "open" | "done" | "failed" | "refused" | "cancelled" | "interrupted";
        /** @description A timed exclusion: something isn't asked until then. */
        Rest: components["schemas"]["Resting"] & {
            /** @description Why. */
            cause: components["schemas"]["RestCause"];
            /** @description Until when. */
            until: components["schemas"]["UnixMillis"];
        };
        /**
         * @description Why something rests.
         * @enum {string}
         */
        RestCause: "rate_limited" | "overloaded" | "rejected" | "out_of_credit" | "model_unknown";
        /** @description What rests. */
        Resting: {
            /** @enum {string} */
            of: "provider";
        } | {
            /** @description Which one. */
            model: string;
            /** @enum {string} */
            of: "model";
        } | {
            /** @description Which one. */
            credential_id: components["schemas"]["CredentialId"];
            /** @enum {string} */
            of: "credential";
        };
        /**
         * @description What a user may do.
         * @enum {string}
         */
        Role: "admin" | "member";
        /** @description Somebody who would be tried. */
        RouteCandidate: {
            /** @description The model it would be sent. */
            model: string;
            /** @description The provider. */
            provider_id: components["schemas"]["ProviderId"];
            /** @description Its name. */
            provider_name: string;
            /**
             * Format: int32
             * @description Its place, from 1.
             */
            rank: number;
            /** @description Why it stands there. */
            why: components["schemas"]["RouteReasons"];
        };
        /** @description Why a candidate stands where it does. */
        RouteReasons: {
            /** @description Whether the request is converted to its dialect. */
            converted: boolean;
            /** @description Whether it is known to have the model. */
            knows_model: boolean;
            /** @description The person pinned it. */
            pinned: boolean;
            /**
             * Format: int32
             * @description Its priority for this key.
             */
            priority: number;
            replaced_by?: components["schemas"]["ModelRule"] | null;
            /** @description The conversation stays with it. */
            session: boolean;
            /**
             * Format: int32
             * @description How often it is the first of its equals, of a thousand.
             */
            share_permille: number;
            /** @description The same in a sentence. */
            text: components["schemas"]["Words"];
        };
        /** @description A request that somebody thinks of. */
        RouteRequest: {
            /** @description The client program, by its `User-Agent`. */
            client?: string | null;
            /** @description What its client speaks. */
            dialect: components["schemas"]["Dialect"];
            /** @description The id of the key it comes with; without one every provider is seen. */
            key?: string | null;
            /** @description The model it asks for. */
            model: string;
            /** @description The conversation it belongs to. */
            session?: string | null;
        };
        /** @description Where it would go. */
        RouteView: {
            /** @description Who would be tried, first to last. Equals share the load by their weights: here the heaviest comes first. */
            candidates: components["schemas"]["RouteCandidate"][];
            message?: components["schemas"]["Words"] | null;
            /** @description Who would not be, and why. */
            skipped: components["schemas"]["Considered"][];
        };
        /** @description An event and its place in the sequence: a gap means that some were missed, so fetch again. */
        SequencedEvent: components["schemas"]["Event"] & {
            /**
             * Format: int64
             * @description Rises by one with each event, from 1 at each start.
             */
            seq: number;
        };
        /**
         * @description The name of a setting.
         * @enum {string}
         */
        SettingKey: "gateway_port" | "admin_port" | "session_ttl_seconds" | "drain_seconds" | "max_body_bytes" | "first_byte_deadline_ms" | "return_to_higher_priority" | "probe_breakers" | "allowed_origins" | "allowed_hosts" | "public_url" | "start_at_login" | "close_to_tray" | "language" | "theme" | "first_run_done" | "codex_instructions";
        /**
         * @description Where a setting's value comes from. A later one wins over an earlier one.
         * @enum {string}
         */
        SettingSource: "default" | "set" | "environment" | "flag";
        /** @description A new value. */
        SettingValue: {
            /** @description The value; `null` brings the default back. */
            value: unknown;
        };
        /** @description A setting. */
        SettingView: {
            /** @description The value when nobody says anything. */
            default: unknown;
            /** @description Its name. */
            key: components["schemas"]["SettingKey"];
            /** @description An environment variable or a flag decides: setting it has no effect before the next start without. */
            locked: boolean;
            /** @description The new value takes effect at the next start. */
            needs_restart: boolean;
            /** @description Where the value comes from. */
            source: components["schemas"]["SettingSource"];
            /** @description The value in force. */
            value: unknown;
        };
        /** @description A link that signs one browser in, once. */
        SignInLink: {
            /** @description When it stops working. */
            expires_at: components["schemas"]["UnixMillis"];
            /** @description The link. Its secret is in the fragment. */
            url: string;
        };
        /** @description Which ways in there are. A one-time link always is one. */
        SignInOptions: {
            /** @description A password has been set. */
            password: boolean;
        };
        /** @description Spends a one-time link. */
        SignInWithLink: {
            /** @description The secret in the link's fragment. */
            secret: string;
        };
        /** @description Signed in: the cookie is set. */
        SignedIn: {
            /** @description Goes into `x-csrf-token` with every further call: the cookie opens nothing alone. */
            csrf_token: string;
            /**
             * Format: int64
             * @description How long without a call before signing in again.
             */
            idle_seconds: number;
        };
        /** @description How things stand. */
        Status: {
            /** @description The web door's URL, if it is on. */
            admin_url?: string | null;
            /** @description The providers in use that aren't asked for a while, or are just tried again. */
            breakers: components["schemas"]["OpenBreaker"][];
            /**
             * Format: int64
             * @description Connections of clients.
             */
            connections: number;
            /** @description The control door's address. */
            control_address?: string | null;
            /** @description Where everything is kept. */
            data_dir: string;
            /** @description Whether this is the desktop application: some settings have an effect there alone. */
            desktop: boolean;
            failed_over_at?: components["schemas"]["UnixMillis"] | null;
            /** @description What the gateway does. */
            gateway: components["schemas"]["GatewayStatus"];
            /** @description The addresses the gateway listens on. */
            gateway_addresses: string[];
            /** @description The URL to give to clients. */
            gateway_url?: string | null;
            /**
             * Format: int64
             * @description Requests that are being answered.
             */
            in_flight: number;
            /** @description Whether requests are written down. */
            ledger: components["schemas"]["LedgerStatus"];
            /**
             * Format: int32
             * @description Its process.
             */
            pid: number;
            /** @description The dialects whose requests go to one provider first, because the person says so. */
            pins: components["schemas"]["PinView"][];
            port_taken?: components["schemas"]["PortTaken"] | null;
            /** @description The providers. */
            providers: components["schemas"]["ProviderCounts"];
            /**
             * Format: int64
             * @description The last event that is in it.
             */
            seq: number;
            /** @description When this program started. */
            started_at: components["schemas"]["UnixMillis"];
            /** @description Since midnight UTC. */
            today: components["schemas"]["Today"];
            /**
             * Format: int64
             * @description How long ago that was.
             */
            uptime_seconds: number;
            /** @description Whether credentials can be read. */
            vault: components["schemas"]["VaultStatus"];
            /** @description The version of this program. */
            version: string;
        };
        /** @description How to stop. */
        StopRequest: {
            /**
             * @description Cut what is running instead of letting it finish.
             * @default false
             */
            now: boolean;
        };
        /** @description Something about the stream itself. */
        StreamNotice: {
            /**
             * Format: int64
             * @description The last event there was.
             */
            seq: number;
            /** @description When this instance started. */
            started_at: components["schemas"]["UnixMillis"];
            /** @enum {string} */
            type: "hello";
        } | {
            /**
             * Format: int64
             * @description The last event there was.
             */
            seq: number;
            /** @enum {string} */
            type: "resync";
        };
        /** @description The data of one server-sent event. */
        StreamedEvent: components["schemas"]["SequencedEvent"] | components["schemas"]["StreamNotice"];
        /**
         * @description An option that is left as the client has it, or decided for it.
         * @enum {string}
         */
        Switch: "inherit" | "on" | "off";
        /** @description Why a step failed, most likely, and what to do. */
        TestCause: {
            /** @description In English. */
            en: string;
            /** @description The kind. */
            failure: components["schemas"]["TestFailure"];
            /** @description A base URL or dialect that is likely right. */
            suggestion?: string | null;
            /** @description What the upstream said, at most 500 characters, without secrets. */
            upstream_message?: string | null;
            /** @description In Chinese. */
            zh: string;
        };
        /** @description One line of the test's stream. */
        TestEvent: (components["schemas"]["TestStep"] & {
            /** @enum {string} */
            type: "step";
        }) | (components["schemas"]["TestReport"] & {
            /** @enum {string} */
            type: "report";
        });
        /**
         * @description The kinds of failure that call for different remedies.
         * @enum {string}
         */
        TestFailure: "offline" | "unknown_name" | "forbidden_address" | "own_address" | "refused" | "unreachable" | "timeout" | "proxy_unreachable" | "proxy_login" | "proxy_refused" | "proxy_cannot_reach" | "not_a_proxy" | "unknown_issuer" | "certificate_expired" | "certificate_name" | "certificate" | "unreadable_authority" | "not_tls" | "needs_tls" | "not_http" | "reset" | "no_credential" | "credential_refused" | "wrong_base_url" | "unknown_model" | "request_refused" | "rate_limited" | "out_of_credit" | "upstream_broken" | "redirect" | "web_page" | "wrong_dialect" | "empty_answer";
        /**
         * @description How a step ended.
         * @enum {string}
         */
        TestOutcome: "passed" | "failed" | "skipped";
        /** @description The whole test. */
        TestReport: {
            /** @description Its first words. */
            answer?: string | null;
            /**
             * Format: int64
             * @description How long everything took.
             */
            duration_ms: number;
            /**
             * Format: int64
             * @description From the generation's request to its first words.
             */
            first_words_ms?: number | null;
            /** @description The model that was asked. */
            model?: string | null;
            /** @description The models it lists, at most 500. */
            models: string[];
            /** @description Whether a generation came back. */
            passed: boolean;
            /** @description The provider. */
            provider_id: components["schemas"]["ProviderId"];
            /** @description Its name. */
            provider_name: string;
            /** @description Every step. */
            steps: components["schemas"]["TestStep"][];
        };
        /** @description How to test. */
        TestRequest: {
            /**
             * @description The model to ask; else one from the provider's own list.
             * @default null
             */
            model: string | null;
            /**
             * Format: int64
             * @description The longest the whole test may take: 5,000–120,000, else 15,000.
             * @default null
             */
            timeout_ms: number | null;
        };
        /** @description One step. */
        TestStep: {
            cause?: components["schemas"]["TestCause"] | null;
            /** @description What was seen: addresses, the TLS version, how many models, the model's first words. */
            detail?: string | null;
            /**
             * Format: int64
             * @description How long it took.
             */
            duration_ms: number;
            /** @description How it ended. */
            outcome: components["schemas"]["TestOutcome"];
            /**
             * Format: int32
             * @description The upstream's status, where there is one.
             */
            status?: number | null;
            /** @description What was tried. */
            step: components["schemas"]["TestStepKind"];
        };
        /**
         * @description What is tried, in this order.
         * @enum {string}
         */
        TestStepKind: "dns" | "tcp" | "proxy" | "tls" | "credential" | "models" | "generation";
        /** @description An immutable text, cloned by counting: a record of a request is copied without copying its words. */
        Text: string;
        /**
         * Format: int32
         * @description The most tokens a model may think; Anthropic refuses fewer than 1,024.
         */
        ThinkingBudget: number;
        /**
         * @description An hour and a minute, written `HH:MM`.
         * @example 22:00
         */
        TimeOfDay: string;
        /**
         * @description A time zone by its IANA name, such as `Asia/Shanghai`.
         * @example Asia/Shanghai
         */
        TimeZoneName: string;
        /** @description The day so far, UTC. */
        Today: {
            /**
             * Format: int64
             * @description The client went away.
             */
            cancelled: number;
            /**
             * Format: int64
             * @description Answered in full.
             */
            done: number;
            /**
             * Format: int64
             * @description Not answered, or broken off.
             */
            failed: number;
            /**
             * Format: int64
             * @description From a request to its first byte, over the latest answers.
             */
            first_byte_ms_median?: number | null;
            /**
             * Format: int64
             * @description Tokens read, of every kind.
             */
            input_tokens: number;
            /**
             * Format: int64
             * @description Switchyard ended before they did.
             */
            interrupted: number;
            /**
             * Format: int64
             * @description Tokens written.
             */
            output_tokens: number;
            /**
             * Format: int64
             * @description Refused by us.
             */
            refused: number;
            /**
             * Format: int64
             * @description Requests of every kind.
             */
            requests: number;
            /**
             * Format: int64
             * @description Of the requests that ended with or without an answer those with one, in thousandths.
             */
            success_permille?: number | null;
        };
        /**
         * Format: int64
         * @description A number of tokens.
         */
        TokenCount: number;
        /**
         * @description Why a provider that may serve a request isn't asked now.
         * @enum {string}
         */
        Unavailability: "held" | "breaker_open" | "resting" | "model_unknown" | "credential_rejected" | "out_of_credit";
        /** Format: date-time */
        UnixMillis: string;
        /** @description The token classes of one request. `None` means that the upstream said nothing of that class. */
        Usage: {
            /** @default null */
            cache_read_tokens: components["schemas"]["TokenCount"] | null;
            /** @default null */
            cache_write_1h_tokens: components["schemas"]["TokenCount"] | null;
            /** @default null */
            cache_write_5m_tokens: components["schemas"]["TokenCount"] | null;
            /**
             * @description The figures are our estimate: the upstream reported none.
             * @default false
             */
            estimated: boolean;
            /** @default null */
            input_tokens: components["schemas"]["TokenCount"] | null;
            /** @default null */
            output_tokens: components["schemas"]["TokenCount"] | null;
            /** @default null */
            reasoning_tokens: components["schemas"]["TokenCount"] | null;
            /**
             * Format: int32
             * @description Server-side web searches.
             * @default null
             */
            web_searches: number | null;
        };
        /** @description A user. */
        User: {
            /** @description The clients their keys may be used by; empty means all. */
            allowed_clients: components["schemas"]["ClientPattern"][];
            /** @description The models their keys may use; empty means all. */
            allowed_models: components["schemas"]["ModelPattern"][];
            /** @description When they were added. */
            created_at: components["schemas"]["UnixMillis"];
            /** @description Whether their keys work. */
            enabled: boolean;
            expires_at?: components["schemas"]["UnixMillis"] | null;
            /** @description The groups whose providers their keys see; empty means `default`, and all for an admin. */
            groups: components["schemas"]["GroupName"][];
            /** @description Their id. */
            id: components["schemas"]["UserId"];
            /** @description Their name, unique without regard to case. */
            name: components["schemas"]["Text"];
            /** @description What the owner wants to remember. */
            note: string;
            /**
             * Format: int64
             * @description Rises with each change.
             */
            revision: number;
            /** @description What they may do. */
            role: components["schemas"]["Role"];
        };
        /** @description What a person may say of a user: everything is optional. */
        UserChange: {
            /** @description The clients their keys may be used by; empty means all. */
            allowed_clients?: components["schemas"]["ClientPattern"][] | null;
            /** @description The models their keys may use; empty means all. */
            allowed_models?: components["schemas"]["ModelPattern"][] | null;
            /** @description Whether their keys work. */
            enabled?: boolean | null;
            expires_at?: components["schemas"]["UnixMillis"] | null;
            /** @description The groups whose providers their keys see; none means `default`, and all for an admin. */
            groups?: string[] | null;
            /** @description Their name; never cleared. */
            name?: string | null;
            /** @description What the owner wants to remember. */
            note?: string | null;
            revision: number;
            role?: components["schemas"]["Role"] | null;
        };
        /** @description What a person may say of a user: everything is optional. */
        UserForm: {
            /** @description The clients their keys may be used by; empty means all. */
            allowed_clients?: components["schemas"]["ClientPattern"][] | null;
            /** @description The models their keys may use; empty means all. */
            allowed_models?: components["schemas"]["ModelPattern"][] | null;
            /** @description Whether their keys work. */
            enabled?: boolean | null;
            expires_at?: components["schemas"]["UnixMillis"] | null;
            /** @description The groups whose providers their keys see; none means `default`, and all for an admin. */
            groups?: string[] | null;
            /** @description Their name; never cleared. */
            name?: string | null;
            /** @description What the owner wants to remember. */
            note?: string | null;
            role?: components["schemas"]["Role"] | null;
        };
        /**
         * Format: uuid
         * @description A user.
         */
        UserId: string;
        /** @description Whether credentials can be read. */
        VaultStatus: {
            /** @enum {string} */
            state: "opening";
        } | {
            /** @enum {string} */
            state: "open";
        } | {
            /** @description What happened and what mends it. */
            message: string;
            /** @enum {string} */
            state: "failed";
        };
        /** @description What was decided about a provider. */
        Verdict: {
            /** @description It speaks another dialect, and the request is converted for it. */
            converted: boolean;
            /** @description The person pinned it for the caller's dialect. */
            pinned: boolean;
            /**
             * Format: int32
             * @description The place.
             */
            rank: number;
            /** @description It is the session's provider. */
            session: boolean;
            /** @enum {string} */
            verdict: "candidate";
        } | {
            /** @description Why. */
            reason: components["schemas"]["Unavailability"];
            until: components["schemas"]["UnixMillis"] | null;
            /** @enum {string} */
            verdict: "resting";
        } | {
            /** @description Why. */
            reason: components["schemas"]["Exclusion"];
            /** @enum {string} */
            verdict: "skipped";
        };
        /**
         * Format: int32
         * @description A share of the load among providers of equal priority: 1–100, or 0 for "only when asked for by name".
         */
        Weight: number;
        /** @description A request, explained. */
        WhyView: {
            /** @description What happened. */
            explanation: components["schemas"]["Words"];
            /** @description What to do now; nothing, where nothing is wrong. */
            next_step: components["schemas"]["Words"];
            /** @description It. */
            request: components["schemas"]["RequestRecord"];
        };
        /** @description A text in Chinese and in English. */
        Words: {
            /** @description In English. */
            en: string;
            /** @description In Chinese. */
            zh: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    show: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    make_link: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInLink"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordChanged"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_aliases: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AliasView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_alias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its name */
                alias: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AliasForm"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AliasView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_alias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its name */
                alias: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_demo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Demo"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_drill: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Drill"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_drill: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Drill"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stop_drill: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    follow: {
        parameters: {
            query?: {
                /** @description The last event that is known; else from now on. */
                after?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["StreamedEvent"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_gateway: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stop_gateway: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["StopRequest"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_KeyView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_key: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewKeyForm"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedKey"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_key: {
        parameters: {
            query?: {
                /** @description The revision the caller saw; an older one is answered 409. */
                revision?: number;
            };
            header?: never;
            path: {
                /** @description Id */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_pins: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_PinView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_pin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What the callers speak */
                dialect: components["schemas"]["Dialect"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PinChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PinView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_presets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Preset"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_providers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ProviderView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_provider: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProviderForm"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    order_providers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProviderOrder"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ProviderView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_provider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name or id */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_provider: {
        parameters: {
            query?: {
                /** @description The revision the caller saw; an older one is answered 409. */
                revision?: number;
            };
            header?: never;
            path: {
                /** @description Name or id */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_provider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name or id */
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProviderChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_credential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name or id */
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCredential"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_credential: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name or id */
                provider: string;
                /** @description Id */
                credential: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hold_breaker: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name or id */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reset_breaker: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name or id */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restore_provider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    test_provider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name or id */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TestRequest"] | null;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestReport"];
                    "application/x-ndjson": components["schemas"]["TestEvent"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    trip_breaker: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name or id */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_requests: {
        parameters: {
            query?: {
                /** @description Not before this moment. */
                since?: components["schemas"]["UnixMillis"];
                /** @description Before this moment. */
                until?: components["schemas"]["UnixMillis"];
                /** @description In this state. */
                state?: components["schemas"]["RequestState"];
                /** @description Served by this provider: name or id. */
                provider?: string;
                /** @description Made by this user: name or id. */
                user?: string;
                /** @description Made with this key: id. */
                key?: string;
                /** @description The asked model contains this text. */
                model?: string;
                /** @description Of this conversation. */
                session_id?: string;
                /** @description With this project's tag. */
                project?: string;
                /** @description How many at most: 1–500, else 50. */
                limit?: number;
                /** @description Where an earlier list ended. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RequestRecord"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    live_requests: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LiveRequests"];
                };
            };
        };
    };
    show_request: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id, or the short id at the end of an error */
                request: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestRecord"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    route: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RouteRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RouteView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_SettingView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_setting: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its name */
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_setting: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its name */
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettingValue"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in_options: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInOptions"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in_with_link: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInWithLink"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in_with_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordSignIn"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_users: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_User"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_user: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserForm"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name or id */
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_user: {
        parameters: {
            query?: {
                /** @description The revision the caller saw; an older one is answered 409. */
                revision?: number;
            };
            header?: never;
            path: {
                /** @description Name or id */
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name or id */
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    why: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id, or the short id at the end of an error */
                request: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhyView"];
                };
            };
            /** @description Why not */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
