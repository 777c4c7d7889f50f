//! The app when it is closed: nothing goes on, and the folder is free.

use std::sync::Arc;

use super::people::Person;
use crate::desk::Desk;
use crate::tasks::Tasks;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_folder_is_free_once_the_app_is_closed_though_work_went_on_whose_task_had_ended() {
    let Person { app, folder, .. } = Person::alone("Alice").await;
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let (end, ends) = std::sync::mpsc::sync_channel::<()>(1);
    let desk = Arc::clone(app.desk());
    let tasks = Tasks::default();
    tasks.start(async move {
        let work = move |_: &Arc<Desk>| {
            begun.send(()).unwrap();
            ends.recv().unwrap();
            Ok(())
        };
        desk.blocking(work).await.unwrap();
    });
    has_begun.await.unwrap();
    tasks.stop().await;
    let desk = Arc::clone(app.desk());
    let until_it_waits = async move {
        while desk.works.begin().is_ok() {
            tokio::task::yield_now().await;
        }
        drop(desk);
        end.send(()).unwrap();
    };
    let (closed, ()) = tokio::join!(app.shutdown(), until_it_waits);
    closed.unwrap();
    let again = Person::in_folder(folder).await;
    again.app.shutdown().await.unwrap();
}
