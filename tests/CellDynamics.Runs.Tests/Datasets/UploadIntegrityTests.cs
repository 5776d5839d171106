using System.Security.Cryptography;
using CellDynamics.Runs.Datasets;
using CellDynamics.Runs.Storage;
using CellDynamics.Runs.Tests.Shared;
using Microsoft.EntityFrameworkCore;

namespace CellDynamics.Runs.Tests.Datasets;

/// <summary>What arrived is what was sent, whatever happened in between.</summary>
public sealed class UploadIntegrityTests : IAsyncLifetime
{
    private readonly ScratchFolder scratch = new();
    private Instance instance = null!;

    public async ValueTask InitializeAsync()
    {
        instance = Instance.Create(scratch["data"]);
        await instance.Get<Database>().MigrateAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await instance.DisposeAsync();
        scratch.Dispose();
    }

    [Fact]
    public async Task A_file_that_is_not_the_announced_one_comes_into_no_catalogue_and_is_sent_again_from_the_start()
    {
        byte[] file = Bytes(500_000), damaged = [.. file];
        damaged[1234] ^= 1;
        UploadState upload = await instance.Uploads.CreateAsync(file.Length, "cells.h5ad", null, CancellationToken.None);
        await instance.Uploads.AnnounceAsync(upload.Id, Convert.ToHexString(SHA256.HashData(file)), CancellationToken.None);
        await AppendAsync(upload.Id, 0, damaged[..300_000]);
        var refused = await Assert.ThrowsAsync<UploadException>(() => AppendAsync(upload.Id, 300_000, damaged[300_000..]));
        Assert.Equal(UploadProblem.ChecksumMismatch, refused.Problem);
        Assert.Contains($"found {Convert.ToHexStringLower(SHA256.HashData(damaged))}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await instance.WithDbAsync(db => db.Datasets.CountAsync()));
        Assert.Equal(0, (await instance.Uploads.FindAsync(upload.Id, CancellationToken.None))!.Offset);
        Assert.Equal(file, await ContentAsync(await AppendAsync(upload.Id, 0, file)));
    }

    /// <summary>The checksum kept along the way tells of what came, not of what somebody else made of the file since.</summary>
    [Fact]
    public async Task A_file_that_another_process_wrote_to_meanwhile_is_read_again_at_its_end()
    {
        byte[] file = Bytes(500_000);
        UploadState upload = await instance.Uploads.CreateAsync(file.Length, "cells.h5ad", null, CancellationToken.None);
        await instance.Uploads.AnnounceAsync(upload.Id, Convert.ToHexString(SHA256.HashData(file)), CancellationToken.None);
        await AppendAsync(upload.Id, 0, file[..300_000]);
        string path = Directory.EnumerateFiles(scratch["data"], $"{upload.Id:D}.part", SearchOption.AllDirectories).Single();
        byte[] onDisk = await File.ReadAllBytesAsync(path);
        onDisk[1234] ^= 1;
        await File.WriteAllBytesAsync(path, onDisk);
        var refused = await Assert.ThrowsAsync<UploadException>(() => AppendAsync(upload.Id, 300_000, file[300_000..]));
        Assert.Equal(UploadProblem.ChecksumMismatch, refused.Problem);
        Assert.Equal(file, await ContentAsync(await AppendAsync(upload.Id, 0, file)));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public async Task What_is_no_checksum_is_refused(string sha256)
    {
        UploadState upload = await instance.Uploads.CreateAsync(10, "cells.h5ad", null, CancellationToken.None);
        await Assert.ThrowsAsync<UploadException>(() => instance.Uploads.AnnounceAsync(upload.Id, sha256, CancellationToken.None));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_line_that_is_cut_a_hundred_times_and_a_server_that_is_started_anew_change_no_byte(int seed)
    {
        byte[] file = Bytes(2_000_003);
        var random = new Random(seed);
        UploadState upload = await instance.Uploads.CreateAsync(file.Length, "cells.h5ad", null, CancellationToken.None);
        await instance.Uploads.AnnounceAsync(upload.Id, Convert.ToHexString(SHA256.HashData(file)), CancellationToken.None);
        Guid? dataset = null;
        for (int cut = 0; dataset is null; cut++)
        {
            int offset = (int)(await instance.Uploads.FindAsync(upload.Id, CancellationToken.None))!.Offset;
            byte[] piece = file[offset..Math.Min(file.Length, offset + random.Next(1, 200_000))];
            (string, string)? checksum = random.Next(2) == 0 ? ("sha256", Convert.ToBase64String(SHA256.HashData(piece))) : null;
            Stream line = cut < 100 ? new CutStream(piece, random.Next(piece.Length / 8 + 1)) : new MemoryStream(piece);
            try
            {
                dataset = (await instance.Uploads.AppendAsync(upload.Id, offset, line, checksum, CancellationToken.None)).DatasetId;
            }
            catch (IOException)
            {
                if (cut % 25 == 24)
                    await RestartAsync();
            }
        }
        Assert.Equal(file, File.ReadAllBytes(instance.Catalog.FileOf((await instance.Catalog.FindAsync(dataset.Value, CancellationToken.None))!)));
    }

    [Fact]
    public async Task A_server_that_died_between_the_last_byte_and_the_catalogue_is_followed_by_one_that_goes_on()
    {
        byte[] file = Bytes(1000);
        UploadState upload = await instance.Uploads.CreateAsync(file.Length, "cells.h5ad", null, CancellationToken.None);
        await AppendAsync(upload.Id, 0, file[..999]);
        string part = Path.Combine(instance.Options.Uploads, $"{upload.Id:D}.part"), place = Path.Combine(instance.Options.FolderOfDataset(upload.Id), "file", "cells.h5ad");
        File.WriteAllBytes(part, file);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.Move(part, place);
        await RestartAsync();
        Assert.Equal(1000, (await instance.Uploads.FindAsync(upload.Id, CancellationToken.None))!.Offset);
        Assert.Equal(file, await ContentAsync(await AppendAsync(upload.Id, 1000, [])));
        Assert.Equal(1, await instance.WithDbAsync(db => db.Datasets.CountAsync()));
    }

    [Fact]
    public async Task A_server_that_died_after_the_last_byte_takes_the_file_at_the_next_question()
    {
        byte[] file = Bytes(1000);
        UploadState upload = await instance.Uploads.CreateAsync(file.Length, "cells.h5ad", null, CancellationToken.None);
        File.WriteAllBytes(Path.Combine(instance.Options.Uploads, $"{upload.Id:D}.part"), file);
        await RestartAsync();
        Assert.Equal(file, await ContentAsync(await AppendAsync(upload.Id, 1000, [])));
    }

    [Fact]
    public async Task The_mark_of_a_piece_in_which_a_server_died_does_not_undo_what_comes_after_it()
    {
        byte[] file = Bytes(1000);
        UploadState upload = await instance.Uploads.CreateAsync(file.Length, "cells.h5ad", null, CancellationToken.None);
        string root = Path.Combine(instance.Options.Uploads, $"{upload.Id:D}");
        File.WriteAllText(root + ".unverified", "0");
        File.WriteAllText(root + ".part", "damaged");
        await Assert.ThrowsAsync<IOException>(() => instance.Uploads.AppendAsync(upload.Id, 0, new CutStream(file, 600), null, CancellationToken.None));
        Assert.Equal(600, (await instance.Uploads.FindAsync(upload.Id, CancellationToken.None))!.Offset);
        Assert.Equal(file, await ContentAsync(await AppendAsync(upload.Id, 600, file[600..])));
    }

    [Fact]
    public async Task Two_tabs_at_the_same_upload_make_one_dataset_with_the_right_bytes()
    {
        byte[] file = Bytes(3_000_000);
        UploadState upload = await instance.Uploads.CreateAsync(file.Length, "cells.h5ad", null, CancellationToken.None);
        await instance.Uploads.AnnounceAsync(upload.Id, Convert.ToHexString(SHA256.HashData(file)), CancellationToken.None);
        int conflicts = 0;
        Guid[] datasets = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(TabAsync)));
        Assert.Single(datasets.Distinct());
        Assert.True(conflicts > 0, "The tabs never met.");
        Assert.Equal(1, await instance.WithDbAsync(db => db.Datasets.CountAsync()));
        Assert.Equal(file, File.ReadAllBytes(instance.Catalog.FileOf((await instance.Catalog.FindAsync(datasets[0], CancellationToken.None))!)));

        async Task<Guid> TabAsync()
        {
            while (true)
            {
                UploadState state = (await instance.Uploads.FindAsync(upload.Id, CancellationToken.None))!;
                if (state.DatasetId is { } done)
                    return done;
                try
                {
                    int offset = (int)state.Offset;
                    await AppendAsync(upload.Id, offset, file[offset..Math.Min(file.Length, offset + 50_000)]);
                }
                catch (UploadException conflict) when (conflict.Problem == UploadProblem.OffsetConflict)
                {
                    Interlocked.Increment(ref conflicts);
                    await Task.Yield();
                }
            }
        }
    }

    private async Task RestartAsync()
    {
        await instance.DisposeAsync();
        await InitializeAsync();
    }

    private async Task<byte[]> ContentAsync(UploadState upload) => File.ReadAllBytes(instance.Catalog.FileOf((await instance.Catalog.FindAsync(upload.DatasetId!.Value, CancellationToken.None))!));

    private Task<UploadState> AppendAsync(Guid id, long offset, byte[] bytes) => instance.Uploads.AppendAsync(id, offset, new MemoryStream(bytes), null, CancellationToken.None);

    private static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    /// <summary>A connection that breaks after some bytes.</summary>
    private sealed class CutStream(byte[] content, int until) : MemoryStream(content, 0, until)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : throw new IOException("The connection was reset.");
        }
    }
}
