// The places and forms that the first picture does not need. Their code is in files of its own, inside the program,
// so nothing here asks a network; `fetchPlaces` brings all of them while nobody waits.

import { later } from "../components/later";

export const AddItem = later(() => import("../features/items/AddItem").then((file) => file.AddItem));
export const AskedAgain = later(() => import("./AskedAgain").then((file) => file.AskedAgain));
export const BoardSettings = later(() => import("../features/board/BoardSettings").then((file) => file.BoardSettings));
export const BoardsPlace = later(() => import("./BoardsPlace").then((file) => file.BoardsPlace));
export const BoardPlace = later(() => import("./BoardPlace").then((file) => file.BoardPlace));
export const Devices = later(() => import("../features/devices/Devices").then((file) => file.Devices));
export const NewDevice = later(() => import("../features/devices/NewDevice").then((file) => file.NewDevice));
export const Inbox = later(() => import("../features/reports/Inbox").then((file) => file.Inbox));
export const SendReport = later(() => import("../features/reports/SendReport").then((file) => file.SendReport));
export const Carried = later(() => import("../features/carrying/Carried").then((file) => file.Carried));
export const FirstRun = later(() => import("../features/firstRun/FirstRun").then((file) => file.FirstRun));
export const Import = later(() => import("../features/importing/Import").then((file) => file.Import));
export const ItemPage = later(() => import("../features/items/page/ItemPage").then((file) => file.ItemPage));
export const Join = later(() => import("../features/join/Join").then((file) => file.Join));
export const KeyHelp = later(() => import("../features/shell/KeyHelp").then((file) => file.KeyHelp));
export const NewBoard = later(() => import("../features/boards/NewBoard").then((file) => file.NewBoard));
export const NetworkCheck = later(() => import("../features/network/NetworkCheck").then((file) => file.NetworkCheck));
export const OnlyHere = later(() => import("../features/onlyHere/OnlyHere").then((file) => file.OnlyHere));
export const People = later(() => import("../features/people/People").then((file) => file.People));
export const PersonPage = later(() => import("../features/people/PersonPage").then((file) => file.PersonPage));
export const RecoverySheet = later(() => import("../features/safety/RecoverySheet").then((file) => file.RecoverySheet));
export const SetAside = later(() => import("../features/aside/SetAside").then((file) => file.SetAside));
export const SettingsPlace = later(() => import("./SettingsPlace").then((file) => file.SettingsPlace));
export const Share = later(() => import("../features/share/Share").then((file) => file.Share));
export const Sites = later(() => import("../features/items/sites/Sites").then((file) => file.Sites));
export const Supplies = later(() => import("../features/items/supplies/Supplies").then((file) => file.Supplies));

const ALL = [
  BoardPlace, BoardsPlace, FirstRun, ItemPage, AddItem, Supplies, Sites, People, PersonPage, Share, SettingsPlace, Join, NewBoard, Import, KeyHelp,
  SetAside, BoardSettings, RecoverySheet, Devices, NewDevice, Inbox, SendReport, Carried, AskedAgain, OnlyHere,
  NetworkCheck,
];

/** Brings one after another. What cannot be brought now is asked for again when it is opened. */
export async function fetchPlaces(): Promise<void> {
  for (const place of ALL) await place.fetch().catch(() => {});
}
