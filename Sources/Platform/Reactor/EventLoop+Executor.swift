extension EventLoop: SerialExecutor, TaskExecutor {
    /// Queues a piece of a task: without a lock from the loop's own thread, and from another with
    /// at most one wake for all that is posted until the loop looks.
    package func enqueue(_ job: consuming ExecutorJob) {
        post(.job(UnownedJob(job)))
    }

    /// The loop as the serial executor of an actor.
    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }

    /// The loop as the preferred executor of a task.
    ///
    /// Tasks that work with the loop's actors should prefer it: the runtime then walks from one
    /// actor of the loop to another without a job, while each step of a task without this
    /// preference, or with another, goes through the queue.
    package func asUnownedTaskExecutor() -> UnownedTaskExecutor {
        UnownedTaskExecutor(ordinary: self)
    }

    /// Lets `assumeIsolated` succeed in the callbacks of the loop, where no task is running.
    package func isIsolatingCurrentContext() -> Bool? {
        isCurrent
    }

    /// Stops the program when the caller wrongly claims to be on the loop.
    package func checkIsolated() {
        precondition(isCurrent, "not on the thread of the loop the actor is pinned to")
    }
}
