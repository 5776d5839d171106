using CellDynamics.Runs.Model;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Storage;

/// <summary>The truth of the queue and of the catalogue. What was found stands in the folders, never here.</summary>
public abstract class CellDynamicsDb(DbContextOptions options) : IdentityUserContext<AccountRecord, Guid>(options)
{
    public DbSet<ProjectRecord> Projects => Set<ProjectRecord>();

    public DbSet<DatasetRecord> Datasets => Set<DatasetRecord>();

    public DbSet<RunRecord> Runs => Set<RunRecord>();

    public DbSet<SeededExample> SeededExamples => Set<SeededExample>();

    public DbSet<MembershipRecord> Memberships => Set<MembershipRecord>();

    public DbSet<GroupGrantRecord> GroupGrants => Set<GroupGrantRecord>();

    public DbSet<ViewerLinkRecord> ViewerLinks => Set<ViewerLinkRecord>();

    public DbSet<AuditRecord> Audit => Set<AuditRecord>();

    public DbSet<NoticeRecord> Notices => Set<NoticeRecord>();

    public DbSet<WorkerRecord> Workers => Set<WorkerRecord>();

    public DbSet<UsageRecord> Usage => Set<UsageRecord>();

    public DbSet<SettingRecord> Settings => Set<SettingRecord>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        AddCatalogueAndQueue(builder);
        AddAccess(builder);
        AddOperation(builder);
    }

    private static void AddCatalogueAndQueue(ModelBuilder modelBuilder)
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
            run.Property(r => r.Group).HasMaxLength(40).HasDefaultValue("cpu");
            run.Property(r => r.Node).HasMaxLength(200);
            run.HasIndex(r => new { r.Status, r.CreatedUtc });
            run.HasIndex(r => r.FinishedUtc);
        });
        modelBuilder.Entity<SeededExample>(example =>
        {
            example.HasKey(e => e.Key);
            example.Property(e => e.Key).HasMaxLength(300);
        });
    }

    private static void AddAccess(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<AccountRecord>(account =>
        {
            account.ToTable("Accounts");
            account.Property(a => a.Id).ValueGeneratedNever();
            account.Property(a => a.DisplayName).HasMaxLength(200);
        });
        // As the third version of Identity's schema has it; the context would ask a service provider, which it does not have, for the version.
        modelBuilder.Entity<IdentityUserPasskey<Guid>>(passkey =>
        {
            passkey.ToTable("AspNetUserPasskeys");
            passkey.HasKey(p => p.CredentialId);
            passkey.Property(p => p.CredentialId).HasMaxLength(1024);
            passkey.OwnsOne(p => p.Data).ToJson();
            passkey.HasOne<AccountRecord>().WithMany().HasForeignKey(p => p.UserId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<MembershipRecord>(membership =>
        {
            membership.HasKey(m => new { m.ProjectId, m.AccountId, m.IsFromGroup });
            membership.HasOne<ProjectRecord>().WithMany().HasForeignKey(m => m.ProjectId).OnDelete(DeleteBehavior.Cascade);
            membership.HasOne(m => m.Account).WithMany().HasForeignKey(m => m.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<GroupGrantRecord>(grant =>
        {
            grant.HasKey(g => new { g.ProjectId, g.Group });
            grant.Property(g => g.Group).HasMaxLength(300);
            grant.HasOne<ProjectRecord>().WithMany().HasForeignKey(g => g.ProjectId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<ViewerLinkRecord>(link =>
        {
            link.Property(l => l.Id).ValueGeneratedNever();
            link.Property(l => l.SecretSha256).HasMaxLength(64);
            link.HasIndex(l => l.SecretSha256).IsUnique();
            link.HasOne<RunRecord>().WithMany().HasForeignKey(l => l.RunId).OnDelete(DeleteBehavior.Cascade);
        });
        // No foreign keys: what was done stays on record when its target is gone.
        modelBuilder.Entity<AuditRecord>(audit =>
        {
            audit.Property(a => a.Account).HasMaxLength(200);
            audit.Property(a => a.Kind).HasMaxLength(40);
            audit.Property(a => a.Detail).HasMaxLength(2000);
            audit.Property(a => a.Address).HasMaxLength(100);
            audit.HasIndex(a => a.AtUtc);
            audit.HasIndex(a => new { a.ProjectId, a.AtUtc });
        });
    }

    private static void AddOperation(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<NoticeRecord>(notice =>
        {
            notice.Property(n => n.Id).ValueGeneratedNever();
            notice.Property(n => n.Key).HasMaxLength(100);
            notice.Property(n => n.Message).HasMaxLength(1000);
            notice.HasIndex(n => new { n.DatasetId, n.Key }).IsUnique();
            notice.HasOne<ProjectRecord>().WithMany().HasForeignKey(n => n.ProjectId).OnDelete(DeleteBehavior.Cascade);
            notice.HasOne<DatasetRecord>().WithMany().HasForeignKey(n => n.DatasetId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<WorkerRecord>(worker =>
        {
            worker.Property(w => w.Id).HasMaxLength(200);
            worker.Property(w => w.Node).HasMaxLength(200);
            worker.Property(w => w.Groups).HasMaxLength(100);
            worker.Property(w => w.Version).HasMaxLength(100);
        });
        // No foreign key: what was used is billed also when the project is gone.
        modelBuilder.Entity<UsageRecord>(usage =>
        {
            usage.HasKey(u => new { u.ProjectId, u.Month, u.Group });
            usage.Property(u => u.Month).HasMaxLength(7);
            usage.Property(u => u.Group).HasMaxLength(40);
        });
        modelBuilder.Entity<SettingRecord>(setting =>
        {
            setting.HasKey(s => s.Key);
            setting.Property(s => s.Key).HasMaxLength(100);
        });
    }
}
