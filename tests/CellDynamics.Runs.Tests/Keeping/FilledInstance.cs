using System.Security.Cryptography;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Keeping;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Tests.Shared;

namespace CellDynamics.Runs.Tests.Keeping;

/// <summary>An instance as it stands after some months: datasets, runs of every outcome, people, settings. Names that begin with <see cref="Passing"/> come and go while others look.</summary>
internal static class FilledInstance
{
    public const string Passing = "passing";

    public static string SampleData { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "sample-data"));

    /// <returns>A dataset that was checked, and a run that waits in mid-way for the file <c>go</c>.</returns>
    public static async Task<(Guid Dataset, Guid Held)> FillAsync(Instance instance)
    {
        Guid dataset = await UploadAsync(instance, File.ReadAllBytes(Path.Combine(SampleData, "hsmm.h5ad")), "hsmm.h5ad");
        await UploadAsync(instance, File.ReadAllBytes(Path.Combine(SampleData, "drug-screen.h5ad")), "a.unfinished.tmp");
        await UploadAsync(instance, "Dear diary"u8.ToArray(), "Zellen ß.h5ad");
        foreach ((string behaviour, RunStatus end) in new[] { ("count", RunStatus.Succeeded), ("fail", RunStatus.Failed), ("count", RunStatus.Succeeded) })
            await instance.SeesAsync(await instance.SubmitAsync(dataset, new() { [CountingMethod.Behaviour] = behaviour }), end);
        Guid held = await instance.SubmitAsync(dataset, new() { [CountingMethod.Steps] = "6", [CountingMethod.HoldAt] = "3" });
        await instance.SeesAsync(held, run => run.Fraction >= 0.5, "the run to be half done");
        await instance.SubmitAsync(dataset, new() { [CountingMethod.Steps] = "2" });
        Directory.CreateDirectory(instance.Options.Keys);
        File.WriteAllText(Path.Combine(instance.Options.Keys, "key-1.xml"), "<key id=\"1\" />");
        await AddPeopleAsync(instance, dataset);
        await instance.Get<CatalogueCards>().WriteAsync(CancellationToken.None);
        return (dataset, held);
    }

    public static async Task<Guid> UploadAsync(Instance instance, byte[] content, string name)
    {
        UploadState upload = await instance.Uploads.CreateAsync(content.Length, name, null, CancellationToken.None);
        Guid id = (await instance.Uploads.AppendAsync(upload.Id, 0, new MemoryStream(content), null, CancellationToken.None)).DatasetId!.Value;
        await Eventually.SeesAsync(async () => (await instance.Catalog.FindAsync(id, CancellationToken.None))!.Status, status => status != DatasetStatus.Checking, "the check to end");
        return id;
    }

    /// <summary>Every file that belongs to what has ended, with its checksum, by its path below the data root.</summary>
    public static SortedDictionary<string, string> Files(RunsOptions options, params Guid[] underWay)
    {
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (string file in new[] { options.Datasets, options.Runs, options.Keys }.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)))
        {
            string path = Path.GetRelativePath(options.DataRoot, file);
            bool isOfRunUnderWay = underWay.Any(run => path.Contains(run.ToString("D"), StringComparison.Ordinal)) && Path.GetFileName(path) is not ("run.json" or "entry.json");
            if (isOfRunUnderWay || path.Contains("checkpoint", StringComparison.Ordinal) || Path.GetFileName(path) is "process.json" || path.Contains(Passing, StringComparison.Ordinal))
                continue;
            files[path] = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
        }
        return files;
    }

    private static async Task AddPeopleAsync(Instance instance, Guid dataset)
    {
        DateTime moment = new(2026, 5, 6, 7, 8, 9, 123, DateTimeKind.Utc);
        var lab = new ProjectRecord { Name = "Müller lab", IsSensitive = true, RetentionDays = 400, MaximumBytes = 5_000_000_000_000, ComputeHoursPerMonth = 12.5, CreatedUtc = moment };
        var person = new AccountRecord { UserName = "ada", NormalizedUserName = "ADA", Email = "ada@example.org", DisplayName = "Ada ∂", PasswordHash = "hash", SecurityStamp = "stamp", IsAdministrator = true, CreatedUtc = moment };
        var lost = new DatasetRecord { ProjectId = lab.Id, Name = "Never checked", FileName = "lost.h5ad", UploadedUtc = moment, UsedUtc = moment, IsHeld = true, Status = DatasetStatus.CannotBeRead };
        Directory.CreateDirectory(Path.GetDirectoryName(instance.Options.FileOf(lost))!);
        File.WriteAllText(instance.Options.FileOf(lost), "");
        await instance.WithDbAsync(async db =>
        {
            Guid run = db.Runs.First(r => r.Status == RunStatus.Succeeded).Id;
            db.AddRange(
                lab, person, new MembershipRecord { ProjectId = lab.Id, AccountId = person.Id, Role = ProjectRole.Owner, UntilUtc = moment.AddYears(1) }, new GroupGrantRecord { ProjectId = lab.Id, Group = "cn=müller", Role = ProjectRole.Viewer },
                lost,
                new ViewerLinkRecord { ProjectId = ProjectRecord.DefaultId, RunId = run, SecretSha256 = new string('b', 64), CreatedUtc = moment, UntilUtc = moment.AddDays(9) },
                new NoticeRecord { ProjectId = ProjectRecord.DefaultId, DatasetId = dataset, Key = "other", Message = "Read me.", CreatedUtc = moment },
                new SettingRecord { Key = SettingRecord.Announcement, Value = "Maintenance on Friday." });
            for (int i = 0; i < 50; i++)
                db.Audit.Add(new AuditRecord { AtUtc = moment.AddSeconds(i), Account = person.DisplayName, AccountId = person.Id, Action = AuditAction.Viewed, Kind = "run", TargetId = run, Detail = $"look {i}", Address = "10.0.0.1" });
            return await db.SaveChangesAsync();
        });
    }
}
