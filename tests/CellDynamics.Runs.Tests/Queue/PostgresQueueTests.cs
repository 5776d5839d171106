using CellDynamics.Runs.Tests.Shared;

namespace CellDynamics.Runs.Tests.Queue;

public sealed class PostgresQueueTests(PostgresServer server) : QueueTests
{
    protected override async Task<(string Key, string Value)[]> DatabaseAsync() =>
        [("Database:Provider", "postgres"), ("Database:ConnectionString", await server.CreateDatabaseAsync())];
}
