// What was changed in the workspaces of the scripted double. Data only.

import type { Changes } from "../../protocol/Changes";
import type { Diff } from "../../protocol/Diff";
import type { FoundFiles } from "../../protocol/FoundFiles";
import type { Session } from "../../protocol/Session";

export function changesOf({ workspace, branch }: Session): Changes {
  if (branch === null)
    return { workspace, files: [], limited: false, why_none: `${workspace} is in no git repository` };
  return {
    workspace,
    branch,
    upstream: `origin/${branch}`,
    ahead: 2,
    behind: 0,
    limited: false,
    files: [
      { path: "src/webhooks/retry.rs", status: "modified", added: 41, removed: 12 },
      { path: "src/webhooks/mod.rs", status: "modified", added: 2, removed: 1 },
      { path: "src/gateway/fake.rs", from: "src/gateway/stub.rs", status: "renamed", added: 6, removed: 3 },
      { path: "tests/webhook_retry.rs", status: "untracked", added: 24 },
      { path: "docs/retries.png", status: "added" },
      { path: "migrations/0041_drop_attempts.sql", status: "deleted", removed: 9 },
      { path: "Cargo.lock", status: "conflicted", added: 7, removed: 7 },
    ],
  };
}

const changed = `diff --git a/src/webhooks/retry.rs b/src/webhooks/retry.rs
index 3f1b2a9..88c0d17 100644
--- a/src/webhooks/retry.rs
+++ b/src/webhooks/retry.rs
@@ -12,9 +12,12 @@ use crate::gateway::Gateway;
 /// Delivers one event, and again until the gateway takes it.
 pub async fn deliver(gateway: &dyn Gateway, event: &Event) -> Result<(), Error> {
-    for attempt in 0..3 {
-        if gateway.charge(event.amount).await.is_ok() {
-            return Ok(());
-        }
+    let key = IdempotencyKey::of(event);
+    for attempt in 0..MOST {
+        match gateway.charge(&key, event.amount).await {
+            Ok(()) | Err(GatewayError::AlreadyCharged) => return Ok(()),
+            Err(error) => tracing::warn!(%error, attempt, "charging"),
+        }
+        tokio::time::sleep(backoff(attempt)).await;
     }
     Err(Error::GaveUp)
 }
@@ -40,3 +43,8 @@ mod tests {
     #[tokio::test]
     async fn what_is_taken_at_once_is_delivered_once() {
     }
+
+    #[tokio::test]
+    async fn what_was_charged_already_counts_as_delivered() {
+        assert_eq!(deliver(&FakeGateway::charged(), &event()).await, Ok(()));
+    }
 }
`;

export function diffOf(path: string): Diff {
  if (path.endsWith(".png")) return { path, text: "", limited: false, binary: true };
  return { path, text: changed.replaceAll("src/webhooks/retry.rs", path), limited: false, binary: false };
}

const files = [
  "Cargo.toml",
  "README.md",
  "docs/My notes.md",
  "docs/retries.png",
  "migrations/0041_drop_attempts.sql",
  "src/gateway/fake.rs",
  "src/gateway/mod.rs",
  "src/main.rs",
  "src/webhooks/mod.rs",
  "src/webhooks/retry.rs",
  "tests/webhook_retry.rs",
];

/** Files whose paths have all characters of a text in their order, as the daemon finds them, though in no order of merit. */
export function filesLike(text: string, limit: number): FoundFiles {
  const isLike = (path: string) => {
    let at = 0;
    for (const c of path.toLowerCase()) if (c === text.toLowerCase()[at]) at += 1;
    return at === text.length;
  };
  const found = files.filter(isLike);
  return { files: found.slice(0, limit), limited: found.length > limit };
}
