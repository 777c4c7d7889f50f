// The way around: boards, the sections of the open board, settings. Under 900 px it is a menu at the top.

import { Trans, useLingui } from "@lingui/react/macro";
import { Archive, HandHeart, Inbox, LayoutGrid, type LucideIcon, MapPin, Menu as MenuIcon, Package, Settings, Share2, Users } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Link, useLocation } from "wouter";

import type { Section } from "../../bindings";
import { IconButton } from "../../components/Button";
import { useHead } from "../../state/board";
import { BoardSwitcher, type OpenBoard } from "./BoardSwitcher";
import { HereNow } from "./HereNow";

export function Sidebar({ open }: { open: OpenBoard | null }) {
  const { t } = useLingui();
  const [shown, setShown] = useState(false);
  const close = () => setShown(false);
  return (
    <nav
      aria-label={t`Sections`}
      data-region
      className="flex shrink-0 flex-col border-border bg-surface-2 @max-[56.25rem]/app:border-b @min-[56.25rem]/app:w-56 @min-[56.25rem]/app:overflow-y-auto @min-[56.25rem]/app:border-e"
    >
      <div className="flex items-center gap-2 min-h-15 px-3 py-2 @max-[56.25rem]/app:px-2 @max-[56.25rem]/app:min-h-12 @max-[56.25rem]/app:py-1">
        <span className="@min-[56.25rem]/app:hidden">
          <IconButton icon={MenuIcon} label={t`Menu`} aria-expanded={shown} onPress={() => setShown(!shown)} />
        </span>
        <BoardSwitcher open={open} />
      </div>
      {/* As a menu over a small window it leaves room for what stands below. */}
      <div className="px-3 pb-3 @max-[56.25rem]/app:max-h-[60vh] @max-[56.25rem]/app:overflow-y-auto @max-[56.25rem]/app:data-[shown=false]:hidden" data-shown={shown}>
        <ul className="flex flex-col gap-1 @max-[56.25rem]/app:grid @max-[56.25rem]/app:grid-cols-[repeat(auto-fill,minmax(11rem,1fr))]" onClick={close}>
          {open !== null && <Sections board={open.board} />}
          <Place to="/" icon={LayoutGrid}><Trans>Your boards</Trans></Place>
          <Place to="/settings" icon={Settings}><Trans>Settings</Trans></Place>
          {open !== null && <LookAfter board={open.board} />}
        </ul>
        {open !== null && <HereNow board={open.board} />}
      </div>
    </nav>
  );
}

/** Those that the board uses. */
function Sections({ board }: { board: string }) {
  const head = useHead(board);
  const at = (section: string) => `/board/${board}/${section}`;
  const uses = (section: Section) => !(head?.hiddenSections.includes(section) ?? false);
  return (
    <>
      {uses("needs") && <Place to={at("needs")} icon={HandHeart}><Trans>Needs and offers</Trans></Place>}
      {uses("supplies") && <Place to={at("supplies")} icon={Package}><Trans>Supplies</Trans></Place>}
      {uses("sites") && <Place to={at("sites")} icon={MapPin}><Trans>Sites</Trans></Place>}
      <Place to={at("people")} icon={Users}><Trans>People</Trans></Place>
      <Place to={at("share")} icon={Share2}><Trans>Share</Trans></Place>
      <li aria-hidden className="my-2 border-t border-border @max-[56.25rem]/app:col-span-full @max-[56.25rem]/app:my-0" />
    </>
  );
}

/** What comes and goes stands last: nothing moves under the hand that presses what stands above. */
function LookAfter({ board }: { board: string }) {
  const { i18n } = useLingui();
  const head = useHead(board);
  const reports = head?.may.moderate ?? false;
  const aside = head?.setAside ?? 0;
  const count = i18n.number(aside);
  if (!reports && aside === 0) return null;
  return (
    <>
      <li aria-hidden className="my-2 border-t border-border @max-[56.25rem]/app:col-span-full @max-[56.25rem]/app:my-0" />
      {reports && <Place to={`/board/${board}/inbox`} icon={Inbox}><Trans>Reports</Trans></Place>}
      {aside > 0 && <Place to={`/board/${board}/aside`} icon={Archive}><Trans>Set aside ({count})</Trans></Place>}
    </>
  );
}

function Place({ to, icon: Icon, children }: { to: string; icon: LucideIcon; children: ReactNode }) {
  const [location] = useLocation();
  const here = to === "/" ? location === "/" : location.startsWith(to);
  const look = here ? "bg-primary-tint font-semibold border-primary" : "border-transparent hover:bg-surface";
  return (
    <li>
      <Link
        href={to}
        aria-current={here ? "page" : undefined}
        className={`flex min-h-11 items-center gap-3 rounded-md border-s-4 px-3 ${look}`}
      >
        <Icon aria-hidden size="1.25rem" className="shrink-0" />
        {children}
      </Link>
    </li>
  );
}
