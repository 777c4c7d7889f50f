//! What the network's tasks do: one makes the endpoint and remakes it when the settings ask for another one,
//! takes who dials in and dials who is wanted; one lets time pass.
//!
//! Owns no state of its own.

use std::sync::Arc;
use std::time::Duration;

use sync::{Arriving, CloseCode, DialError, Link, Transport};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, sleep_until, timeout};
use trust::{EndpointHint, EndpointId};

use super::carry::{self, End};
use super::crowds::MOST;
use super::files;
use super::jobs::Job;
use super::network::{FAREWELL, HANDSHAKES, Net, Nets};
use super::relays;
use crate::NetworkSettings;
use crate::peer::Face;

/// Before the endpoint is tried again.
const REBIND: Duration = Duration::from_secs(3);
/// The list of wanted peers is brought up to date at most so often: boards change with each entry that comes, and the
/// list is made of all members of all boards. A pause after news, and no poll; a wake that comes meanwhile is kept.
const REFRESH: Duration = Duration::from_millis(250);
/// A tag in the local network is announced for so long.
const TAG: Duration = Duration::from_secs(15 * 60);
const TICK: Duration = Duration::from_secs(1);
/// Every so many ticks, open joins are asked for again.
const JOIN_TICKS: u64 = 60;

/// Makes the endpoint, as long as one is wanted.
pub(super) async fn supervise(net: Arc<Net>) {
    let mut settings = net.settings.subscribe();
    let mut stopping = net.stopping.subscribe();
    let mut changes = net.changes();
    loop {
        let now = settings.borrow_and_update().clone();
        if *stopping.borrow_and_update() {
            net.state(false, None);
            return;
        }
        if now.offline || !net.is_wanted(&now) {
            net.state(false, None);
            tokio::select! {
                _ = settings.changed() => {}
                _ = stopping.changed() => {}
                () = changes.changed() => {}
            }
            continue;
        }
        match Transport::bind(net.transport_settings(&now)).await {
            Ok(transport) => online(&net, transport, now).await,
            Err(error) => {
                tracing::warn!(%error, "no endpoint");
                net.state(false, Some(error.to_string()));
                tokio::select! {
                    _ = settings.changed() => {}
                    _ = stopping.changed() => {}
                    () = sleep(REBIND) => {}
                }
            }
        }
    }
}

/// Runs an endpoint until the settings ask for another one, or for none.
async fn online(net: &Arc<Net>, transport: Transport, settings: NetworkSettings) {
    *net.transport() = Some(transport.clone());
    net.open.send_replace(true);
    net.book().reset(Instant::now());
    net.state(true, None);
    net.keep_port(transport.port()).await;
    tokio::select! {
        () = accept(net, &transport) => {}
        () = dial_all(net, &transport) => {}
        () = watch_addresses(net, &transport) => {}
        () = renew_tag(&transport) => {}
        () = transport.tend_search() => {}
        () = relays::watch(net, &transport) => {}
        () = relays::until_stuck(net, &transport) => {}
        () = until_other(net, &transport, settings) => {}
    }
    *net.transport() = None;
    net.open.send_replace(false);
    net.relays(Vec::new());
    for connection in net.links.all() {
        net.jobs.bring(Job::Goodbye(connection)).await;
    }
    // Who does not hear the goodbye finds out by the silence.
    let _ = timeout(FAREWELL, net.links.gone()).await;
    let _ = timeout(FAREWELL, transport.close()).await;
}

async fn accept(net: &Arc<Net>, transport: &Transport) {
    while let Some(incoming) = transport.accept().await {
        let free = net.handshakes.available_permits();
        let Ok(handshake) = Arc::clone(&net.handshakes).try_acquire_owned() else {
            incoming.refuse();
            continue;
        };
        if free <= HANDSHAKES / 2 && !incoming.is_validated() {
            // Many at once: whoever cannot be reached at the address that it gives, is no one.
            incoming.challenge();
            continue;
        }
        let shared = Arc::clone(net);
        net.starter.start(async move {
            let arriving = incoming.shake_hands().await;
            drop(handshake);
            match arriving {
                Ok(arriving) => let_in(&shared, arriving).await,
                Err(error) => tracing::debug!(%error, "a handshake failed"),
            }
        });
    }
}

/// Runs the connection of somebody who dialled, if there is a place.
async fn let_in(net: &Net, arriving: Arriving) {
    if arriving.is_for_files() {
        files::serve(net, arriving).await;
        return;
    }
    let peer = arriving.peer;
    let waiting = if net.known().endpoints.contains(&peer) {
        &net.known_greetings
    } else {
        &net.greetings
    };
    // Strangers who never finish their greeting are in the way of strangers only.
    let Ok(greeting) = waiting.try_acquire() else {
        return;
    };
    let link = match arriving.finish().await {
        Ok(link) => link,
        Err(error) => {
            tracing::debug!(%error, "a greeting failed");
            return;
        }
    };
    drop(greeting);
    let known = net.known();
    let Some(place) = net.links.admit(peer, link.side, &known, Instant::now()) else {
        link.refuse(CloseCode::Busy);
        return;
    };
    let end = carry::run(link, place, net).await;
    ended(net, peer, end);
    net.wake.notify_one();
}

fn ended(net: &Net, peer: EndpointId, end: End) {
    let left = net.links.peers();
    let stands = left.contains(&peer);
    let (mut book, now) = (net.book(), Instant::now());
    book.ended(peer, end.met, stands, now);
    if end.in_order && !stands {
        book.rests(peer, &left, now);
    }
}

/// Dials side by side all who are due, again and again.
async fn dial_all(net: &Arc<Net>, transport: &Transport) {
    let mut boards = net.public.boards_changed.subscribe();
    let mut joins = net.public.joins.subscribe();
    let mut carried = net.public.carried.subscribe();
    let mut hidden = net.public.hidden.subscribe();
    let mut told = net.public.told.subscribe();
    let mut reports = net.public.reports.subscribe();
    loop {
        net.refresh();
        let (due, later) = net.book().due(&net.links.peers(), Instant::now());
        for hint in due {
            let (shared, transport) = (Arc::clone(net), transport.clone());
            net.starter
                .start(async move { dial(&shared, &transport, hint).await });
        }
        let pause = async {
            match later {
                Some(at) => sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = pause => {}
            () = net.wake.notified() => {}
            _ = boards.changed() => sleep(REFRESH).await,
            _ = joins.changed() => {}
            _ = hidden.changed() => {}
            _ = told.changed() => {}
            _ = reports.changed() => {}
            _ = carried.changed() => sleep(REFRESH).await,
        }
    }
}

/// Dials one peer, and runs the connection.
async fn dial(net: &Arc<Net>, transport: &Transport, hint: EndpointHint) {
    let peer = hint.endpoint;
    // Only those under way count here: who cannot be reached takes nobody's place among the connections.
    let turn = net.dials.acquire().await;
    if net.links.peers().contains(&peer) {
        // It dialled in meanwhile.
        net.book().connected(peer, Instant::now());
        net.tried.send_modify(|count| *count += 1);
        return;
    }
    if !net.book().wants(peer) {
        // The turn came late: the boards in common are gone by now, or are met by another way.
        net.tried.send_modify(|count| *count += 1);
        return;
    }
    let dialled = transport.dial(&hint).await;
    drop(turn);
    match dialled {
        Ok(link) => dialled_up(net, link).await,
        Err(error) => {
            tracing::debug!(%error, ?peer, "not reached");
            if matches!(error, DialError::OtherVersion) {
                net.speaks_other_version(peer);
            }
            net.book().failed(peer, Instant::now());
            net.tried.send_modify(|count| *count += 1);
        }
    }
    net.wake.notify_one();
}

async fn dialled_up(net: &Net, link: Link) {
    let peer = link.peer;
    // First among the connections, then off the list of attempts: nobody sees the peer in neither.
    let Some(place) = net
        .links
        .admit(peer, link.side, &net.known(), Instant::now())
    else {
        link.refuse(CloseCode::Busy);
        net.book().failed(peer, Instant::now());
        net.tried.send_modify(|count| *count += 1);
        return;
    };
    net.book().connected(peer, Instant::now());
    net.tried.send_modify(|count| *count += 1);
    let end = carry::run(link, place, net).await;
    ended(net, peer, end);
}

/// The machine's addresses changed: whoever could not be reached may be now.
async fn watch_addresses(net: &Net, transport: &Transport) {
    let mut hint = transport.hint();
    while let Some(now) = transport.hint_changed(&hint).await {
        hint = now;
        net.book().hurry(false, Instant::now());
        net.wake.notify_one();
    }
    // The endpoint closed; the others notice too.
    std::future::pending::<()>().await;
}

/// Announces this device under another tag from time to time. (So it is after a start, and where its addresses changed.)
async fn renew_tag(transport: &Transport) {
    loop {
        sleep(TAG).await;
        transport.renew_tag();
    }
}

/// Returns once the endpoint does not fit the settings any more.
async fn until_other(net: &Net, transport: &Transport, mut now: NetworkSettings) {
    let mut settings = net.settings.subscribe();
    let mut stopping = net.stopping.subscribe();
    let mut changes = net.changes();
    loop {
        if *stopping.borrow_and_update() {
            return;
        }
        let wanted = settings.borrow_and_update().clone();
        if wanted.offline || wanted.relays != now.relays || !net.is_wanted(&wanted) {
            return;
        }
        if wanted.local_discovery != now.local_discovery {
            transport.set_local_discovery(wanted.local_discovery);
        }
        now = wanted;
        tokio::select! {
            _ = settings.changed() => {}
            _ = stopping.changed() => {}
            () = changes.changed() => {}
        }
    }
}

/// Lets sessions notice that time has passed.
pub(super) async fn tick(nets: Nets) {
    let mut interval = interval(TICK);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut ticks = 0_u64;
    loop {
        interval.tick().await;
        ticks += 1;
        let jobs = &nets.of(Face::Open).jobs;
        let any = nets.all().iter().any(|net| !net.links.all().is_empty());
        if any && !jobs.bring(Job::Tick).await {
            return;
        }
        for net in nets.all() {
            let_go(net).await;
        }
        if ticks.is_multiple_of(JOIN_TICKS) {
            jobs.ask_joins().await;
        }
    }
}

/// Says goodbye to whoever is one too many, or has shown nothing in common.
async fn let_go(net: &Net) {
    let now = Instant::now();
    let (met, asked) = (net.public.met.borrow().clone(), net.asked());
    for stranger in net.links.strangers(&met, &asked, now) {
        net.jobs.bring(Job::Goodbye(stranger)).await;
    }
    for surplus in net.links.surplus(now) {
        net.jobs.bring(Job::Goodbye(surplus)).await;
    }
    if net.links.peers().len() > MOST && !net.is_waited_for() {
        let (crowds, near) = (net.book().crowds(), net.public.near.borrow().clone());
        for one_too_many in net.links.one_too_many(&crowds, &near, now) {
            net.jobs.bring(Job::Goodbye(one_too_many)).await;
        }
    }
}
