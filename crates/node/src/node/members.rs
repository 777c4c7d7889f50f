//! What a person does about members, devices, tickets and what stands aside: each through the writer, answered after
//! the commit.

use std::collections::{BTreeMap, BTreeSet};

use trust::{
    BoardId, Certificate, CharterId, Compartment, DeviceId, EntryId, ItemId, PersonId, Position,
    Reason, Role, TicketId, Vouched,
};

use super::Node;
use crate::{Core, NodeError, RecoveryWords, Removal, SetAside};

impl Node {
    /// Gives somebody a role, a higher or a lower one, or one again after a removal.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `steward`, `yourself`, `unknown-person`, `rank-too-low`, `role-out-of-reach`.
    pub async fn set_role(
        &self,
        board: BoardId,
        person: PersonId,
        role: Role,
    ) -> Result<(), NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, now_ms| core.set_role(board, person, role, now_ms))
            .await
    }

    /// Removes somebody, and makes new keys for those who stay, in one step. Returns the first `Remove`.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `yourself`, `steward`, `not-a-member`, `rank-too-low`.
    pub async fn remove_person(
        &self,
        board: BoardId,
        person: PersonId,
        removal: Removal,
    ) -> Result<EntryId, NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, now_ms| core.remove_person(board, person, &removal, now_ms))
            .await
    }

    /// Asks the stewards to remove a coordinator: a removal without effect, told to them.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `yourself`, `not-a-coordinator`, `asked`.
    pub async fn ask_to_remove(
        &self,
        board: BoardId,
        person: PersonId,
        why: (Reason, Option<String>),
    ) -> Result<EntryId, NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, now_ms| core.ask_to_remove(board, person, why, now_ms))
            .await
    }

    /// Ends a device, with all that it wrote beyond what is known here.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `this-device`, `unknown-device`, `rank-too-low`.
    pub async fn revoke_device(
        &self,
        board: BoardId,
        device: DeviceId,
    ) -> Result<EntryId, NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, now_ms| core.revoke_device(board, device, now_ms))
            .await
    }

    /// Takes a ticket back.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `unknown-ticket`, `rank-too-low`.
    pub async fn remove_ticket(&self, board: BoardId, ticket: TicketId) -> Result<(), NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, now_ms| core.remove_ticket(board, ticket, now_ms))
            .await
    }

    /// Lets entries count that were set aside.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`] below a coordinator.
    pub async fn let_in(&self, board: BoardId, entries: Vec<EntryId>) -> Result<(), NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, now_ms| core.let_in(board, entries, now_ms))
            .await
    }

    /// Proposes other stewards; a single steward names them at once.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `not-a-steward`, or why these cannot be the stewards (`none`, `many`, `twice`, `same`,
    /// `not-here`). [`NodeError::OnPaper`] where the person's words are not here.
    pub async fn propose_stewards(
        &self,
        board: BoardId,
        stewards: Vec<PersonId>,
    ) -> Result<CharterId, NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, now_ms| core.propose_stewards(board, &stewards, now_ms))
            .await
    }

    /// Agrees to what another steward proposed.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `not-a-steward`, `no-proposal`. [`NodeError::OnPaper`].
    pub async fn agree_stewards(
        &self,
        board: BoardId,
        proposal: CharterId,
    ) -> Result<(), NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, now_ms| core.agree_stewards(board, proposal, now_ms))
            .await
    }

    /// Makes a board whose stewards can be replaced by a key on paper: the words are shown now or never.
    ///
    /// # Errors
    /// [`NodeError`] where it could not be saved.
    pub async fn create_recoverable_board(&self) -> Result<(BoardId, RecoveryWords), NodeError> {
        let jobs = &self.inner.jobs;
        let (board, seed) = jobs.ask(Core::create_recoverable_board).await?;
        Ok((board, RecoveryWords::of(seed)))
    }

    /// Names the stewards of a board by the key on paper.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `no-recovery-key`, `other-recovery-key`, or why these cannot be the stewards.
    pub async fn recover_board(
        &self,
        board: BoardId,
        words: RecoveryWords,
        stewards: Vec<PersonId>,
    ) -> Result<(), NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, now_ms| core.recover_board(board, words.seed(), &stewards, now_ms))
            .await
    }

    /// Writes certificates, all or none of them.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`] with the reason of the first that would not count.
    pub async fn certify(
        &self,
        board: BoardId,
        certificates: Vec<Certificate>,
    ) -> Result<Vec<Position>, NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, now_ms| core.certify(board, &certificates, now_ms))
            .await
    }

    /// Makes new keys for a board and hands them to every member's devices.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`] below a coordinator.
    pub async fn rotate(&self, board: BoardId) -> Result<(), NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, now_ms| core.rotate(board, now_ms))
            .await
    }

    /// Sees to it that coordinators, stewards and these people can open a compartment, and nobody else can open what is
    /// written in it from now on. Returns whether anything was written. `unasked`: a few times a day only.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `rank-too-low`, `erased`, `sealed` (this device cannot open it itself).
    pub async fn keep_sealed(
        &self,
        board: BoardId,
        part: Compartment,
        people: BTreeSet<PersonId>,
        unasked: bool,
    ) -> Result<bool, NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, now_ms| core.keep_sealed(board, part, &people, unasked, now_ms))
            .await
    }

    /// Asks all devices to erase a compartment; this one does it at once.
    ///
    /// # Errors
    /// [`NodeError::NotAllowed`]: `rank-too-low`, `never-erased`, `erased`.
    pub async fn erase_sealed(&self, board: BoardId, part: Compartment) -> Result<(), NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, now_ms| core.erase_sealed(board, part, now_ms))
            .await
    }

    /// Returns what does not count on a board, and why; at most `limit` that are decided, and as many that wait.
    ///
    /// # Errors
    /// [`NodeError`] where the board is not here.
    pub async fn set_aside(&self, board: BoardId, limit: u32) -> Result<Vec<SetAside>, NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, _| core.set_aside(board, limit)).await
    }

    /// Returns the changes of an item that count because others built on them, and who did.
    ///
    /// # Errors
    /// [`NodeError`] where the board is not here.
    pub async fn vouched(
        &self,
        board: BoardId,
        item: ItemId,
    ) -> Result<BTreeMap<EntryId, Vouched>, NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, _| core.vouched(board, item)).await
    }

    /// Deletes all that this device keeps of a board. It can be joined again later.
    ///
    /// # Errors
    /// [`NodeError`] where the board is not here.
    pub async fn forget_board(&self, board: BoardId) -> Result<(), NodeError> {
        let jobs = &self.inner.jobs;
        jobs.ask(move |core, _| core.forget_board(board)).await
    }
}
