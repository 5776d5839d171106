using CellDynamics.Runs.Model;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Storage;

/// <summary>The truth of the queue and of the catalogue. What was found stands in the folders, never here.</summary>
public abstract class CellDynamicsDb(DbContextOptions options) : DbContext(options)
{
    public DbSet<ProjectRecord> Projects => Set<ProjectRecord>();

    public DbSet<DatasetRecord> Datasets => Set<DatasetRecord>();

    public DbSet<RunRecord> Runs => Set<RunRecord>();

    public DbSet<SeededExample> SeededExamples => Set<SeededExample>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ProjectRecord>(project =>
        {
            project.Property(p => p.Id).ValueGeneratedNever();
            project.Property(p => p.Name).HasMaxLength(200);
            project.HasData(new ProjectRecord { Id = ProjectRecord.DefaultId, Name = "This instance" });
        });
        modelBuilder.Entity<DatasetRecord>(dataset =>
        {
            dataset.Property(d => d.Id).ValueGeneratedNever();
            dataset.Property(d => d.Name).HasMaxLength(300);
            dataset.Property(d => d.FileName).HasMaxLength(300);
            dataset.Property(d => d.Sha256).HasMaxLength(64);
            dataset.HasOne<ProjectRecord>().WithMany().HasForeignKey(d => d.ProjectId);
            dataset.HasIndex(d => d.Status);
        });
        modelBuilder.Entity<RunRecord>(run =>
        {
            run.Property(r => r.Id).ValueGeneratedNever();
            run.Property(r => r.Name).HasMaxLength(300);
            run.Property(r => r.Method).HasMaxLength(100);
            run.Property(r => r.LeaseOwner).HasMaxLength(200);
            run.HasOne<ProjectRecord>().WithMany().HasForeignKey(r => r.ProjectId);
            run.HasOne(r => r.Dataset).WithMany().HasForeignKey(r => r.DatasetId).OnDelete(DeleteBehavior.Cascade);
            run.HasIndex(r => new { r.Status, r.CreatedUtc });
        });
        modelBuilder.Entity<SeededExample>(example =>
        {
            example.HasKey(e => e.Key);
            example.Property(e => e.Key).HasMaxLength(300);
        });
    }
}
