// A field's editor for as long as the field is on the screen; what is typed is saved also when it goes.

import { useEffect, useState, useSyncExternalStore } from "react";

import { useCore } from "../../../state/core";
import { type CoreField, type FieldAddress, FieldEditor, type FieldEditorState, type Typing } from "./fieldEditor";
import type { Saving } from "./useSaving";

export function useFieldEditor(
  address: FieldAddress,
  core: CoreField,
  mayEdit: boolean,
  saving: Saving,
  typing: Typing | undefined,
): { editor: FieldEditor; state: FieldEditorState } {
  const { backend, drafts } = useCore();
  const [editor] = useState(() => new FieldEditor(backend, drafts, address, core, typing));
  const state = useSyncExternalStore(editor.subscribe, editor.state);
  const { follow } = saving;
  useEffect(() => {
    editor.followBy(follow);
  }, [editor, follow]);
  useEffect(() => editor.receive(core), [editor, core]);
  useEffect(() => {
    // A draft that survived a crash is only shown: whoever typed it says whether it is still meant.
    return () => {
      if (mayEdit) void editor.commit();
    };
  }, [editor, mayEdit]);
  return { editor, state };
}
