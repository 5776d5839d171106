using CellDynamics.Runs.Admission;

namespace CellDynamics.Runs.Tests.Admission;

/// <summary>Who starts next, where, and why the others wait.</summary>
public sealed class StartRuleTests
{
    private const long Gigabyte = 1_000_000_000;

    private static readonly DateTime Morning = new(2026, 11, 26, 8, 0, 0, DateTimeKind.Utc);

    private readonly Guid big = Guid.CreateVersion7(), small = Guid.CreateVersion7();
    private readonly Guid ada = Guid.CreateVersion7(), ben = Guid.CreateVersion7();

    [Fact]
    public void One_lab_submits_500_and_another_one_which_starts_next()
    {
        Queue queue = new(Workers(1));
        for (int i = 0; i < 500; i++)
            queue.Submit(big, ada);
        queue.StartNext();
        WaitingRun lone = queue.Submit(small, ben);
        queue.EndOldest();
        Assert.Equal(lone, queue.StartNext());
    }

    [Fact]
    public void However_many_one_lab_submits_every_lab_gets_its_share()
    {
        Queue queue = new(Workers(4));
        Guid[] labs = [big, small, Guid.CreateVersion7()];
        for (int i = 0; i < 500; i++)
            queue.Submit(big, ada);
        foreach (Guid lab in labs[1..])
        {
            for (int i = 0; i < 50; i++)
                queue.Submit(lab, ben);
        }
        List<WaitingRun> started = [];
        while (started.Count < 150)
        {
            while (queue.StartNext() is { } run)
                started.Add(run);
            queue.EndOldest();
        }
        foreach (Guid lab in labs)
            Assert.InRange(started.Take(150).Count(run => run.ProjectId == lab), 49, 51);
    }

    [Fact]
    public void People_of_a_lab_take_turns()
    {
        Queue queue = new(Workers(1));
        for (int i = 0; i < 20; i++)
            queue.Submit(big, ada);
        queue.Submit(big, ben);
        queue.Submit(big, ben);
        Guid?[] people = [.. Enumerable.Range(0, 6).Select(_ => queue.StartNextAndEnd().AccountId)];
        Assert.Equal([ada, ben, ada, ben, ada, ada], people);
    }

    [Fact]
    public void A_short_run_does_not_wait_behind_a_long_one_and_takes_no_slot_from_others()
    {
        Queue queue = new(Workers(1));
        queue.Submit(big, ada);
        queue.StartNext();
        WaitingRun longOne = queue.Submit(small, ben);
        WaitingRun shortOne = queue.Submit(small, ben, isShort: true), secondShort = queue.Submit(small, ben, isShort: true);
        Assert.Equal(shortOne, queue.StartNext());
        Assert.Null(queue.StartNext()); // the lane has one place
        Assert.StartsWith("1st in line: 2 of 2", queue.Reason(longOne));
        queue.EndOldest();
        Assert.Equal(longOne, queue.StartNext());
        Assert.Null(queue.StartNext());
        queue.EndOldest(); // the short one
        Assert.Equal(secondShort, queue.StartNext());
    }

    [Fact]
    public void A_lab_at_its_cap_waits_with_the_reason_and_holds_up_nobody()
    {
        Queue queue = new(Workers(3), new() { [big] = 1 });
        queue.Submit(big, ada);
        WaitingRun capped = queue.Submit(big, ada), other = queue.Submit(small, ben);
        queue.StartNext();
        Assert.Equal(other, queue.StartNext());
        Assert.Null(queue.StartNext());
        Assert.Equal("Its project runs 1 at once, which is its quota \"Analyses at once\": it starts when one of them ends. Ada Example (ada@example.org) can raise the quota.", queue.Reason(capped));
        queue.EndOldest();
        Assert.Equal(capped, queue.StartNext());
    }

    [Fact]
    public void A_run_starts_where_its_memory_is_free()
    {
        Queue queue = new([Worker("small", 2, 8 * Gigabyte), Worker("large", 2, 64 * Gigabyte)]);
        queue.Submit(big, ada, bytes: 40 * Gigabyte);
        WaitingRun second = queue.Submit(big, ada, bytes: 40 * Gigabyte), little = queue.Submit(small, ben, bytes: Gigabyte), never = queue.Submit(small, ben, bytes: 100 * Gigabyte);
        Assert.Equal("large", queue.Start()?.Worker.Id);
        Assert.Equal((little, "large"), queue.Start() is var (run, worker) ? (run, worker.Id) : default); // most memory left: 24 GB
        Assert.Null(queue.Start());
        Assert.Equal("1st in line: it needs about 40 GB of memory, and so much is not free at the moment.", queue.Reason(second));
        Assert.StartsWith("It is expected to need 100 GB of memory; the largest worker has 64 GB.", queue.Reason(never));
        queue.EndOldest();
        Assert.Equal(second, queue.Start()?.Run);
    }

    [Fact]
    public void A_large_run_does_not_starve_behind_a_stream_of_small_ones()
    {
        Queue queue = new([Worker("here", 4, 64 * Gigabyte)]);
        queue.Submit(big, ada, bytes: 30 * Gigabyte);
        queue.StartNext();
        WaitingRun large = queue.Submit(big, ada, bytes: 60 * Gigabyte), never = queue.Submit(big, ada, bytes: 100 * Gigabyte), little = queue.Submit(small, ben, bytes: Gigabyte);
        Assert.Equal(little, queue.StartNext()); // the large one has not waited for long
        queue.Pass(StartRule.Patience);
        WaitingRun late = queue.Submit(small, ben, bytes: Gigabyte);
        Assert.Null(queue.StartNext());
        Assert.Equal("1st in line: it needs about 60 GB of memory, which is being kept free for it. It starts when enough of what runs there has ended.", queue.Reason(large));
        Assert.EndsWith("in line: a larger analysis before it has waited for its memory for long, and starts first.", queue.Reason(late));
        queue.EndOldest();
        Assert.Equal(large, queue.StartNext());
        Assert.Equal(late, queue.StartNext()); // and for what can never fit nobody waits
        Assert.StartsWith("It is expected to need 100 GB", queue.Reason(never));
    }

    [Fact]
    public void Memory_is_kept_on_one_worker_and_the_others_go_on()
    {
        Queue queue = new([Worker("large", 4, 64 * Gigabyte), Worker("other", 4, 64 * Gigabyte), Worker("small", 4, 8 * Gigabyte)]);
        queue.Submit(big, ada, bytes: 30 * Gigabyte);
        queue.Submit(big, ada, bytes: 40 * Gigabyte);
        queue.Start();
        queue.Start();
        queue.Submit(big, ada, bytes: 60 * Gigabyte);
        queue.Pass(StartRule.Patience);
        for (int i = 0; i < 5; i++)
            queue.Submit(small, ben, bytes: Gigabyte);
        List<string> places = [];
        while (queue.Start() is var (_, worker))
            places.Add(worker.Id);
        Assert.Equal(["large", "other", "other", "other", "small"], places); // the first is before the large one in line; from then on "large", which has most left, is kept
    }

    [Fact]
    public void A_run_for_another_group_waits_for_its_worker_and_nothing_starts_while_draining()
    {
        Queue queue = new(Workers(2));
        WaitingRun gpu = queue.Submit(big, ada, group: "gpu"), cpu = queue.Submit(big, ben);
        Assert.Equal(cpu, queue.StartNext());
        Assert.Null(queue.StartNext());
        Assert.Equal("It needs a worker for gpu, and none is there. It starts when one is: ask ada Example (ada@example.org).", queue.Reason(gpu).Replace("Ada", "ada"));
        Queue draining = new(Workers(2)) { IsDraining = true };
        WaitingRun held = draining.Submit(big, ada);
        Assert.Null(draining.StartNext());
        Assert.StartsWith("Nothing new is started at the moment", draining.Reason(held));
    }

    private static WorkerSeat[] Workers(int slots) => [Worker("here", slots, 1000 * Gigabyte)];

    private static WorkerSeat Worker(string id, int slots, long memory) => new(id, new HashSet<string> { "cpu" }, slots, memory);

    /// <summary>A queue in memory that starts and ends runs as the database would.</summary>
    private sealed class Queue(WorkerSeat[] workers, Dictionary<Guid, int>? caps = null)
    {
        private readonly List<WaitingRun> waiting = [];
        private readonly List<(WaitingRun Run, string Worker)> running = [];
        private readonly Dictionary<(Guid, Guid?), DateTime> served = [];
        private DateTime now = Morning;

        public bool IsDraining { get; init; }

        private QueueState State => new(
            WaitingLine.Order(waiting, new ServedTimes(served)), [.. running.Select(entry => new RunningRun(entry.Run.ProjectId, entry.Worker, entry.Run.PredictedBytes, entry.Run.IsShort))],
            workers, caps ?? [], 1, IsDraining, now);

        private StartRule Rule => new(State, "Ada Example (ada@example.org)");

        public WaitingRun Submit(Guid lab, Guid person, bool isShort = false, long bytes = 0, string group = "cpu")
        {
            var run = new WaitingRun(Guid.CreateVersion7(), lab, person, false, now = now.AddSeconds(1), group, bytes, isShort);
            waiting.Add(run);
            return run;
        }

        public (WaitingRun Run, WorkerSeat Worker)? Start()
        {
            if (Rule.Next() is not var (run, worker))
                return null;
            waiting.Remove(run);
            running.Add((run, worker.Id));
            served[(run.ProjectId, run.AccountId)] = now = now.AddSeconds(1);
            return (run, worker);
        }

        public WaitingRun? StartNext() => Start()?.Run;

        public WaitingRun StartNextAndEnd()
        {
            WaitingRun run = StartNext()!;
            EndOldest();
            return run;
        }

        public void Pass(TimeSpan time) => now += time;

        public void EndOldest() => running.RemoveAt(0);

        public string Reason(WaitingRun run) => Rule.Reason(State.Line.TakeWhile(other => other.Id != run.Id).Count());
    }
}
