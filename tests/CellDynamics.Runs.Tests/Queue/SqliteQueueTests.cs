namespace CellDynamics.Runs.Tests.Queue;

public sealed class SqliteQueueTests : QueueTests
{
    protected override Task<(string Key, string Value)[]> DatabaseAsync() => Task.FromResult<(string, string)[]>([("Database:Provider", "sqlite")]);
}
