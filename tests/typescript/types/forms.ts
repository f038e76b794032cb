// Inputs and outputs of one schema: what may be left out, what travels one way only, what a Date may stand for.

import type {
  CreateNoteError,
  GetNoteError,
  GetStatusError,
  Note,
  NoteInput,
  NoteStatus,
  NotesApi,
  ReplaceNoteOptions,
} from "../build/behaviour/index.js";
import { same, type Equal } from "./equal.js";

same<Equal<NoteStatus, "open" | "done">>();

// Outputs are exact: no `undefined` where the server sends nothing, no Date where it sends text.
same<
  Equal<
    Note,
    {
      id: string;
      title: string;
      text?: string | null;
      status?: NoteStatus;
      due_at?: string | null;
      created_at: string;
    }
  >
>();

// Inputs are lenient: `undefined` is as good as nothing; a default requires nothing; readOnly members are not there.
same<
  Equal<
    NoteInput,
    {
      title: string;
      text?: string | null | undefined;
      status?: NoteStatus | undefined;
      due_at?: Date | string | null | undefined;
      secret?: string | undefined;
    }
  >
>();

same<Equal<keyof Note & ("secret" | "id"), "id">>();
same<Equal<keyof NoteInput & ("secret" | "id"), "secret">>();
same<Equal<ReplaceNoteOptions["ifMatch"], string>>();
same<Equal<Parameters<NotesApi["replace"]>["length"], 3>>();

type CodeOf<Error extends { code: string }> = Error["code"];
type Everywhere = "network" | "timeout" | "aborted" | "unexpected_response" | "rate_limited" | "unavailable";
same<Equal<CodeOf<GetNoteError>, Everywhere | "unauthenticated" | "not_found" | "not_modified">>();
same<Equal<CodeOf<GetStatusError>, Everywhere | "http_418">>();
same<Equal<Extract<GetStatusError, { code: "http_418" }>["body"], { lid: string }>>();
same<Equal<Extract<CreateNoteError, { code: "validation_failed" }>["body"]["violations"][number]["pointer"], string>>();
