using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace CellDynamics.Runs.Storage;

/// <summary>The database of an instance with several worker nodes.</summary>
public sealed class PostgresDb(DbContextOptions<PostgresDb> options) : CellDynamicsDb(options)
{
    internal sealed class Design : IDesignTimeDbContextFactory<PostgresDb>
    {
        public PostgresDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql("Host=design").Options);
    }
}
