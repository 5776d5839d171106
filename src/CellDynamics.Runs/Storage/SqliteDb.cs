using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace CellDynamics.Runs.Storage;

/// <summary>The embedded database: one file in the data root.</summary>
public sealed class SqliteDb(DbContextOptions<SqliteDb> options) : CellDynamicsDb(options)
{
    internal sealed class Design : IDesignTimeDbContextFactory<SqliteDb>
    {
        public SqliteDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteDb>().UseSqlite("Data Source=design.db").Options);
    }
}
