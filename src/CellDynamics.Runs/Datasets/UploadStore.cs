using System.Collections.Concurrent;
using System.Text.Json;
using CellDynamics.Runs.Access;
using CellDynamics.Runs.Admission;
using CellDynamics.Runs.Model;
using CellDynamics.Runs.Telemetry;

namespace CellDynamics.Runs.Datasets;

/// <summary>Uploads on their way, one file and one small description each under <c>{DataRoot}/uploads</c>; they survive a restart. Whoever began one goes on with it, nobody else.</summary>
public sealed class UploadStore
{
    private static readonly ConcurrentDictionary<Guid, byte> UnderWay = new();

    // Of uploads all of whose bytes came through this process so far, one piece after the other; of all others the file is read when it is whole.
    private static readonly ConcurrentDictionary<Guid, ArrivingHash> Arriving = new();

    /// <summary>What is not there yet of an upload is kept free for it while it comes; who left half a file a day ago keeps nobody else out.</summary>
    private static readonly TimeSpan Reserved = TimeSpan.FromDays(1);

    /// <summary>How long the end of an upload waits for the piece that is just being written: whoever gives it up has cut that line.</summary>
    private static readonly TimeSpan PieceEnds = TimeSpan.FromSeconds(5);

    // One after another: two that begin at once would each see room for the other's.
    private static readonly SemaphoreSlim Beginning = new(1, 1);

    private readonly RunsOptions options;
    private readonly DatasetCatalog catalog;
    private readonly TimeProvider time;
    private readonly CallerAccess access;
    private readonly QuotaDesk quotas;
    private readonly InstanceMeter meter;

    internal UploadStore(RunsOptions options, DatasetCatalog catalog, TimeProvider time, CallerAccess access, QuotaDesk quotas, InstanceMeter meter) =>
        (this.options, this.catalog, this.time, this.access, this.quotas, this.meter) = (options, catalog, time, access, quotas, meter);

    /// <param name="length">Bytes of the file.</param>
    /// <param name="fileName">As its owner calls it.</param>
    /// <param name="project">Where the dataset will belong; null: the only project in which the caller is an analyst.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="UploadException">Not enough free disk, or a name, length or project that cannot be accepted.</exception>
    /// <exception cref="AccessDeniedException">The caller is no analyst of the project.</exception>
    /// <exception cref="QuotaException">It would go beyond the project's quota of storage.</exception>
    public async Task<UploadState> CreateAsync(long length, string fileName, Guid? project, CancellationToken cancellationToken)
    {
        Guid place = project ?? await OnlyProjectAsync(cancellationToken);
        await access.RequireAsync(Resource.Project(place), ProjectRole.Analyst, cancellationToken);
        string name = FileNames.Sanitise(fileName);
        if (length <= 0)
            throw new UploadException(UploadProblem.BadName, $"{name}: expected a file with content, found {length} bytes. Choose another file.");
        if (length > options.MaximumUploadBytes)
            throw new UploadException(UploadProblem.TooLarge, $"{name}: expected at most {ByteSize.Of(options.MaximumUploadBytes)}, found {ByteSize.Of(length)}. Ask whoever runs this site to raise Uploads:MaximumBytes, or leave out matrices that are not needed.");
        Directory.CreateDirectory(options.Uploads);
        await Beginning.WaitAsync(cancellationToken);
        try
        {
            IReadOnlyList<UploadState> others = await ReadAllAsync(cancellationToken);
            RequireDisk(name, length, others);
            await quotas.RequireStorageAsync(place, length, others.Where(other => other.Place == place).Sum(other => other.Length), cancellationToken);
            var state = new UploadState(Guid.CreateVersion7(), name, length, 0, time.GetUtcNow().UtcDateTime, null, place, access.Caller.AccountId);
            await FileOf(state.Id).CreateAsync(cancellationToken);
            await WriteAsync(state, cancellationToken);
            return state;
        }
        finally
        {
            Beginning.Release();
        }
    }

    private void RequireDisk(string name, long length, IReadOnlyList<UploadState> others)
    {
        DateTime since = time.GetUtcNow().UtcDateTime - Reserved;
        long reserved = others.Where(other => FileOf(other.Id).LastWriteUtc > since).Sum(other => other.Length - other.Offset);
        long free = Math.Max(0, new DriveInfo(options.Uploads).AvailableFreeSpace - options.KeepFreeBytes - reserved);
        if (free < length)
            throw new UploadException(UploadProblem.DiskFull, $"{name}: expected {ByteSize.Of(length)} of free disk, found {ByteSize.Of(free)}{(reserved > 0 ? $" beside {ByteSize.Of(reserved)} for uploads under way" : "")}. Nothing was uploaded. {(reserved > 0 ? "Go on with unfinished uploads of yours or end them, wait for those of others, or delete" : "Delete")} datasets or analyses that are no longer needed, then try again.");
    }

    /// <summary>Null where there is none, or somebody else began it.</summary>
    public async Task<UploadState?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await ReadAsync(id, cancellationToken) is { } state && IsOwn(state) ? state : null;

    private bool IsOwn(UploadState state) => access.Caller.IsTrusted || (state.Account is { } account && account == access.Caller.AccountId);

    private async Task<UploadState?> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            await using FileStream description = File.OpenRead(DescriptionOf(id));
            UploadState? state = await JsonSerializer.DeserializeAsync<UploadState>(description, DatasetSummaryFile.Json, cancellationToken);
            if (state is null || state.DatasetId is not null)
                return state;
            // A server that died between the last byte and the catalogue left the file in the folder of its dataset.
            return FileOf(id).Offset is { } offset ? state with { Offset = offset } : File.Exists(catalog.PlaceOf(id, state.FileName)) ? state with { Offset = state.Length } : null;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>What the caller began and has not finished, newest first.</summary>
    public async Task<IReadOnlyList<UploadState>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAllAsync(cancellationToken)).Where(IsOwn).OrderByDescending(state => state.CreatedUtc)];

    private async Task<IReadOnlyList<UploadState>> ReadAllAsync(CancellationToken cancellationToken)
    {
        List<UploadState> states = [];
        if (!Directory.Exists(options.Uploads))
            return states;
        foreach (string description in Directory.EnumerateFiles(options.Uploads, "*.json"))
        {
            if (Guid.TryParse(Path.GetFileNameWithoutExtension(description), out Guid id)
                && await ReadAsync(id, cancellationToken) is { DatasetId: null } state)
                states.Add(state);
        }
        return states;
    }

    /// <summary>Appends what the stream holds; what arrived before a cut stays. The last byte moves the file into the catalogue.</summary>
    /// <param name="checksum">Algorithm and base64 digest of this piece (tus checksum extension), or null.</param>
    /// <returns>The state after the piece, with the dataset's id once complete.</returns>
    /// <exception cref="UploadException">Offset conflict, checksum mismatch, too many bytes, or the disk is full; what was complete before stays.</exception>
    public async Task<UploadState> AppendAsync(Guid id, long offset, Stream piece, (string Algorithm, string Digest)? checksum, CancellationToken cancellationToken)
    {
        // Until the file stands in the catalogue, which begins to read it at once.
        if (!UnderWay.TryAdd(id, 0))
            throw UploadFile.Busy();
        try
        {
            UploadState state = await FindAsync(id, cancellationToken)
                ?? throw new UploadException(UploadProblem.NotFound, "This upload does not exist (any more). Start it again.");
            UploadFile file = FileOf(id);
            if (state.DatasetId is not null)
                return state;
            await access.RequireAsync(Resource.Project(state.Place), ProjectRole.Analyst, cancellationToken);
            long before = state.Offset;
            try
            {
                // Gone already where a server died between the rename and the catalogue.
                if (File.Exists(file.Content) || !File.Exists(catalog.PlaceOf(id, state.FileName)))
                    state = await WriteAsync(state, file, offset, piece, checksum, cancellationToken);
                if (state.Offset == state.Length)
                    state = await CompleteAsync(state, file);
                return state;
            }
            finally
            {
                // What came before a cut counts as well.
                meter.Uploaded(Math.Max(0, (file.Offset ?? state.Length) - before), state.DatasetId is not null);
            }
        }
        finally
        {
            UnderWay.TryRemove(id, out _);
        }
    }

    /// <summary>Remembers the checksum of the whole file, with which it is compared once all of it has arrived.</summary>
    /// <param name="sha256">Hexadecimal.</param>
    /// <exception cref="UploadException">There is no such upload, or that is no checksum.</exception>
    public async Task AnnounceAsync(Guid id, string sha256, CancellationToken cancellationToken)
    {
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigit))
            throw new UploadException(UploadProblem.BadName, $"Checksum of the file: expected SHA-256 in 64 hexadecimal digits, found \"{sha256[..Math.Min(80, sha256.Length)]}\".");
        UploadState state = await FindAsync(id, cancellationToken) ?? throw new UploadException(UploadProblem.NotFound, "This upload does not exist (any more). Start it again.");
        if (state.DatasetId is null && !sha256.Equals(state.Sha256, StringComparison.OrdinalIgnoreCase))
            await WriteAsync(state with { Sha256 = sha256.ToLowerInvariant() }, cancellationToken);
    }

    /// <exception cref="UploadException">There is no such upload, or a piece of it is being written.</exception>
    public async Task TerminateAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is null)
            throw new UploadException(UploadProblem.NotFound, "This upload does not exist (any more).");
        // Not from under the piece that is being written, which might be the last one.
        for (DateTimeOffset until = time.GetUtcNow() + PieceEnds; !UnderWay.TryAdd(id, 0); await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken))
        {
            if (time.GetUtcNow() > until)
                throw UploadFile.Busy();
        }
        try
        {
            Forget(id);
        }
        finally
        {
            UnderWay.TryRemove(id, out _);
        }
    }

    /// <summary>Forgets descriptions of finished uploads after a day, and uploads that nobody continued for a fortnight.</summary>
    internal async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(options.Uploads))
            return;
        DateTime now = time.GetUtcNow().UtcDateTime;
        foreach (string description in Directory.EnumerateFiles(options.Uploads, "*.json"))
        {
            if (!Guid.TryParse(Path.GetFileNameWithoutExtension(description), out Guid id))
                continue;
            try
            {
                UploadState? state = await ReadAsync(id, cancellationToken);
                TimeSpan age = now - (FileOf(id).LastWriteUtc ?? File.GetLastWriteTimeUtc(description));
                if (state is null || age > (state.DatasetId is null ? TimeSpan.FromDays(14) : TimeSpan.FromDays(1)))
                    Forget(id);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // One that cannot be read keeps neither the site from starting nor the others from being swept; it is looked at again at the next start.
            }
        }
    }

    private static async Task<UploadState> WriteAsync(UploadState state, UploadFile file, long offset, Stream piece, (string, string)? checksum, CancellationToken cancellationToken)
    {
        await using FileStream content = file.Open();
        long reached = file.Offset ?? 0;
        if (offset != reached)
            throw new UploadException(UploadProblem.OffsetConflict, $"{state.FileName}: expected the upload to go on at byte {reached}, found {offset}. Ask for the offset and go on from there.");
        if (!Arriving.TryRemove(state.Id, out ArrivingHash? whole) || whole.Length != offset || whole.WrittenUtc != file.LastWriteUtc)
        {
            whole?.Dispose();
            whole = offset == 0 ? new ArrivingHash() : null;
        }
        try
        {
            await file.AppendAsync(content, state, offset, piece, checksum, whole, cancellationToken);
        }
        catch
        {
            whole?.Dispose(); // it may have seen what does not count
            throw;
        }
        state = state with { Offset = content.Length };
        if (state.Offset < state.Length)
        {
            if (whole is not null)
            {
                whole.WrittenUtc = file.LastWriteUtc;
                Arriving[state.Id] = whole;
            }
            return state;
        }
        using ArrivingHash? complete = whole;
        // To the end also when the line is cut now: whoever asks again finds the dataset.
        if (state.Sha256 is { } announced && (complete?.End() ?? await UploadFile.HashAsync(content)) is var found && found != announced)
        {
            content.SetLength(0);
            throw new UploadException(UploadProblem.ChecksumMismatch, $"{state.FileName}: expected a file with SHA-256 {announced} as announced, found {found}: it changed while it was sent, or was damaged. Send it again from the start.");
        }
        return state;
    }

    /// <summary>The dataset gets the id of its upload, so that a server that dies in here is followed by one that goes on.</summary>
    private async Task<UploadState> CompleteAsync(UploadState state, UploadFile file)
    {
        UploadState complete = state with { DatasetId = await catalog.AddAsync(file.Content, state.FileName, state.Place, state.Id, CancellationToken.None) };
        await WriteAsync(complete, CancellationToken.None);
        return complete;
    }

    private async Task<Guid> OnlyProjectAsync(CancellationToken cancellationToken)
    {
        if (access.Caller is { IsTrusted: true })
            return ProjectRecord.DefaultId;
        IReadOnlySet<Guid>? projects = await access.ProjectsAsync(ProjectRole.Analyst, cancellationToken);
        return projects is { Count: 1 } ? projects.Single()
            : projects is { Count: 0 } ? throw new AccessDeniedException("Expected a project in which you may upload, found none. Ask an owner of a project to make you an analyst.", isHidden: false)
            : throw new UploadException(UploadProblem.BadName, "Expected the project that the file belongs to, found none named and several of yours. Choose one, then upload again.");
    }

    private async Task WriteAsync(UploadState state, CancellationToken cancellationToken)
    {
        string path = DescriptionOf(state.Id);
        await File.WriteAllTextAsync(path + ".tmp", JsonSerializer.Serialize(state, DatasetSummaryFile.Json), cancellationToken);
        File.Move(path + ".tmp", path, overwrite: true);
    }

    private void Forget(Guid id)
    {
        FileOf(id).Delete();
        File.Delete(DescriptionOf(id));
        if (Arriving.TryRemove(id, out ArrivingHash? hash))
            hash.Dispose();
    }

    private UploadFile FileOf(Guid id) => new(Path.Combine(options.Uploads, id.ToString("D")));

    private string DescriptionOf(Guid id) => Path.Combine(options.Uploads, $"{id:D}.json");
}
