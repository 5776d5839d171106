using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CellDynamics.Runs.Storage;

/// <summary>The database of an instance with several worker nodes.</summary>
public sealed class PostgresDb(DbContextOptions<PostgresDb> options) : CellDynamicsDb(options)
{
    internal sealed class Design : IDesignTimeDbContextFactory<PostgresDb>
    {
        public PostgresDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql("Host=design").Options);
    }

    /// <summary>Takes NUL out of every text: PostgreSQL knows none and would refuse the row, and a file of a person, or a child that read it, may have put one into a message.</summary>
    internal sealed class WithoutNul : DbCommandInterceptor
    {
        public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
        {
            foreach (DbParameter parameter in result.Parameters)
            {
                if (parameter.Value is string text && text.Contains('\0', StringComparison.Ordinal))
                    parameter.Value = text.Replace("\0", "", StringComparison.Ordinal);
            }
            return result;
        }
    }
}
