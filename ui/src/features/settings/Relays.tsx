// The relays of this computer: none at first, one's own community's, or the public ones.

import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { RelayRow, SettingsView } from "../../bindings";
import { Button } from "../../components/Button";
import { TextInput } from "../../components/Inputs";
import { Note } from "../../components/Page";
import { Said, UserText } from "../../components/UserText";
import { isOut } from "../../state/board";
import { rowsOf, useView } from "../../state/core";
import { RELAY_STATE } from "../../words/network";

/** The word that stands for all of the public ones. */
const PUBLIC = "public";

interface RelaysProps {
  readonly settings: SettingsView;
  readonly onChange: (relays: string[]) => void;
}

export function Relays({ settings, onChange }: RelaysProps) {
  const { t } = useLingui();
  const boards = rowsOf(useView({ type: "boards" }), "board");
  const hidden = boards.filter((board) => board.hidesAddress === true && !isOut(board));
  const rows = settings.relayStates ?? [];
  const own = rows.filter((row) => !row.public);
  const open = rows.filter((row) => row.public);
  const urls = (some: readonly RelayRow[]) => some.map((row) => row.url);
  return (
    <div className="flex flex-col gap-4 pt-2" data-testid="relays">
      <h3 className="font-semibold"><Trans>Relays</Trans></h3>
      <p><Trans>A relay is a computer on the internet that passes packets on between computers which cannot reach each other directly. It cannot read them. It sees which devices talk to each other, when, how much, and from which internet address.</Trans></p>
      <p className="text-sm text-text-2"><Trans>Manyhands connects to relays of this list only. Everybody on a board who should be reached through a relay adds it, too.</Trans></p>
      {rows.length === 0 && hidden.length > 0 && (
        <Note tone="calm">
          <p><Trans>You hide your address on these boards. Without a relay you meet nobody there:</Trans></p>
          <ul className="list-disc ps-5">{hidden.map((board) => <li key={board.board}><UserText>{board.name}</UserText></li>)}</ul>
        </Note>
      )}
      {rows.length === 0 ? <p className="font-semibold"><Trans>You use none: computers connect directly, or in the same room.</Trans></p> : (
        <ul className="flex flex-col gap-2">
          {own.map((row) => <Line key={row.url} row={row} name={<Said text={row.url} />} remove={t`Remove ${row.url}`} onRemove={() => onChange(urls(rows.filter((one) => one !== row)))} />)}
          {open.length > 0 && <Line row={best(open)} name={<Trans>Public relays</Trans>} remove={t`Remove the public relays`} onRemove={() => onChange(urls(own))} />}
        </ul>
      )}
      <AddRelay onAdd={(url) => onChange([...urls(rows), url])} />
      {open.length === 0 && (
        <div className="flex flex-col gap-2">
          <div><Button onPress={() => onChange([...urls(own), PUBLIC])}><Trans>Use the public relays</Trans></Button></div>
          <p className="text-sm text-text-2"><Trans>Four relays in Europe, America and Asia, run for everybody by number 0 (n0), the company that makes the network part of Manyhands. It then sees what any relay sees.</Trans></p>
        </div>
      )}
    </div>
  );
}

/** The one that stands best says how it stands. */
function best(rows: readonly RelayRow[]): RelayRow | undefined {
  const order = ["connected", "answers", "silent", "refuses", "notAsked"];
  return rows.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state))[0];
}

interface LineProps {
  readonly row: RelayRow | undefined;
  readonly name: React.ReactNode;
  readonly remove: string;
  readonly onRemove: () => void;
}

function Line({ row, name, remove, onRemove }: LineProps) {
  const { i18n } = useLingui();
  return (
    <li className="card flex flex-wrap items-center gap-3 rounded-md border border-border bg-surface p-3">
      <div className="min-w-0 flex-1">
        <p className="font-semibold break-words">{name}</p>
        {row !== undefined && <p className="text-sm text-text-2">{i18n._(RELAY_STATE[row.state])}</p>}
        {row !== undefined && !row.certified && <p className="text-sm text-text-2"><Trans>It has no certificate (http): whoever is on the way to it sees what it sees, and can stand in for it. What you write stays sealed.</Trans></p>}
      </div>
      <Button aria-label={remove} onPress={onRemove}><Trans>Remove</Trans></Button>
    </li>
  );
}

function AddRelay({ onAdd }: { onAdd: (url: string) => void }) {
  const { t } = useLingui();
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(0);
  const add = () => {
    const url = typed.trim();
    if (!/^https?:\/\/[^/\s?#@]+\/?$/u.test(url)) return setWrong((times) => times + 1);
    setWrong(0);
    setTyped("");
    onAdd(url);
  };
  return (
    <div className="flex flex-col gap-2">
      <TextInput
        label={t`Add the relay of your community`}
        help={t`Its address, such as https://relay.example.org, or http://192.0.2.7:3340 where it has no certificate.`}
        error={wrong > 0 ? t`Type an address that begins with https:// or http://, and nothing after the name.` : null}
        foundWrong={wrong}
        value={typed}
        onChange={(text) => {
          setTyped(text);
          setWrong(0);
        }}
        onEnter={add}
        maxLength={512}
      />
      <div><Button onPress={add}><Trans>Add relay</Trans></Button></div>
    </div>
  );
}
