using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using CellDynamics.Web.Tests.Shared;

namespace CellDynamics.Web.Tests.Endpoints;

/// <summary>Resumable uploads as any tus 1.0 client speaks them.</summary>
public class UploadTests(HostedSite site)
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 1000).Select(i => (byte)(i * 7))];

    [Fact]
    public async Task The_site_tells_a_client_what_it_can_do()
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Options, "/api/uploads");
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(("1.0.0", "1.0.0"), (Header(answer, "Tus-Resumable"), Header(answer, "Tus-Version")));
        Assert.Equal("creation,checksum,termination", Header(answer, "Tus-Extension"));
        Assert.Equal("sha1,sha256", Header(answer, "Tus-Checksum-Algorithm"));
        Assert.Equal("1000000", Header(answer, "Tus-Max-Size"));
    }

    [Fact]
    public async Task A_file_in_two_pieces_becomes_a_dataset_with_the_same_bytes()
    {
        string upload = await CreateAsync(Content.Length, "cells.h5ad");
        Assert.Equal("0", await OffsetAsync(upload));
        using (HttpResponseMessage first = await AppendAsync(upload, 0, Content[..400]))
            Assert.Equal((HttpStatusCode.NoContent, "400"), (first.StatusCode, Header(first, "Upload-Offset")));
        Assert.Equal("400", await OffsetAsync(upload));
        Assert.Contains(upload.Split('/')[^1], await site.Client.GetStringAsync("/api/uploads"), StringComparison.Ordinal);
        using HttpResponseMessage second = await AppendAsync(upload, 400, Content[400..]);
        Assert.Equal("1000", Header(second, "Upload-Offset"));
        Assert.Equal(Content, await site.Client.GetByteArrayAsync($"/api/datasets/{Header(second, "CellDynamics-Dataset")}/file"));
        Assert.DoesNotContain(upload.Split('/')[^1], await site.Client.GetStringAsync("/api/uploads"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_piece_at_the_wrong_place_is_refused_with_the_place_where_to_go_on()
    {
        string upload = await CreateAsync(Content.Length, "cells.h5ad");
        using (HttpResponseMessage first = await AppendAsync(upload, 0, Content[..400]))
            Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        using HttpResponseMessage wrong = await AppendAsync(upload, 300, Content[300..]);
        Assert.Equal("cells.h5ad: expected the upload to go on at byte 400, found 300. Ask for the offset and go on from there.", await ProblemDocument.ReadAsync(wrong, 409));
        Assert.Equal("400", await OffsetAsync(upload));
    }

    [Theory]
    [InlineData("sha1")]
    [InlineData("sha256")]
    public async Task A_piece_with_a_wrong_checksum_is_forgotten_and_taken_when_it_is_sent_again(string algorithm)
    {
        string upload = await CreateAsync(Content.Length, "cells.h5ad");
        byte[] damaged = [.. Content[..400]];
        damaged[17] ^= 1;
        byte[] digest = CryptographicOperations.HashData(new HashAlgorithmName(algorithm.ToUpperInvariant()), Content.AsSpan(0, 400));
        string checksum = $"{algorithm} {Convert.ToBase64String(digest)}";
        using (HttpResponseMessage wrong = await AppendAsync(upload, 0, damaged, ("Upload-Checksum", checksum)))
            Assert.Contains("damaged on its way", await ProblemDocument.ReadAsync(wrong, 460), StringComparison.Ordinal);
        Assert.Equal("0", await OffsetAsync(upload));
        using HttpResponseMessage right = await AppendAsync(upload, 0, Content[..400], ("Upload-Checksum", checksum));
        Assert.Equal((HttpStatusCode.NoContent, "400"), (right.StatusCode, Header(right, "Upload-Offset")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_is_not_the_one_that_was_announced_is_no_dataset(bool isToldAtCreation)
    {
        byte[] damaged = [.. Content];
        damaged[17] ^= 1;
        string hex = Convert.ToHexStringLower(SHA256.HashData(Content));
        (string, string)[] last = isToldAtCreation ? [] : [("CellDynamics-Checksum", $"sha256 {Convert.ToBase64String(SHA256.HashData(Content))}")];
        using HttpResponseMessage created = await site.SendAsync(HttpMethod.Post, "/api/uploads", null, ("Tus-Resumable", "1.0.0"), ("Upload-Length", "1000"),
            ("Upload-Metadata", $"filename {Convert.ToBase64String("cells.h5ad"u8)}{(isToldAtCreation ? $",sha256 {Convert.ToBase64String(Encoding.ASCII.GetBytes(hex))}" : "")}"));
        string upload = created.Headers.Location!.OriginalString;
        using (HttpResponseMessage wrong = await AppendAsync(upload, 0, damaged, last))
            Assert.Contains($"expected a file with SHA-256 {hex} as announced", await ProblemDocument.ReadAsync(wrong, 460), StringComparison.Ordinal);
        Assert.Equal("0", await OffsetAsync(upload));
        using HttpResponseMessage right = await AppendAsync(upload, 0, Content, last);
        Assert.Equal(Content, await site.Client.GetByteArrayAsync($"/api/datasets/{Header(right, "CellDynamics-Dataset")}/file"));
    }

    [Fact]
    public async Task An_upload_goes_on_after_the_line_was_cut_inside_a_piece()
    {
        string upload = await CreateAsync(Content.Length, "cut.h5ad");
        using (var line = new TcpClient())
        {
            await line.ConnectAsync(IPAddress.Loopback, site.Address.Port);
            string head = $"PATCH {upload} HTTP/1.1\r\nHost: 127.0.0.1\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 1000\r\n\r\n";
            await line.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. Content[..600]]);
            for (int look = 0; look < 1000 && await OffsetAsync(upload) != "600"; look++)
                await Task.Delay(25); // until the bytes are on the disk of the site
        }
        Assert.Equal("600", await OffsetAsync(upload));
        HttpResponseMessage rest = await AppendAsync(upload, 600, Content[600..]);
        for (int look = 0; look < 1000 && rest.StatusCode == HttpStatusCode.Conflict; look++)
        {
            rest.Dispose();
            await Task.Delay(25); // the broken line may still hold the file
            rest = await AppendAsync(upload, 600, Content[600..]);
        }
        Assert.Equal(Content, await site.Client.GetByteArrayAsync($"/api/datasets/{Header(rest, "CellDynamics-Dataset")}/file"));
        rest.Dispose();
    }

    [Fact]
    public async Task An_upload_that_was_given_up_is_gone()
    {
        string upload = await CreateAsync(Content.Length, "cells.h5ad");
        using (HttpResponseMessage end = await site.SendAsync(HttpMethod.Delete, upload, null, ("Tus-Resumable", "1.0.0")))
            Assert.Equal(HttpStatusCode.NoContent, end.StatusCode);
        using HttpResponseMessage look = await site.SendAsync(HttpMethod.Head, upload, null, ("Tus-Resumable", "1.0.0"));
        Assert.Equal(HttpStatusCode.NotFound, look.StatusCode);
        using HttpResponseMessage more = await AppendAsync(upload, 0, Content);
        Assert.Contains("does not exist", await ProblemDocument.ReadAsync(more, 404), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_bytes_than_announced_are_refused_and_none_of_the_piece_is_kept()
    {
        string upload = await CreateAsync(500, "cells.h5ad");
        using HttpResponseMessage answer = await AppendAsync(upload, 0, Content);
        Assert.Contains("expected 500 bytes as announced, found more", await ProblemDocument.ReadAsync(answer, 413), StringComparison.Ordinal);
        Assert.Equal("0", await OffsetAsync(upload));
    }

    [Fact]
    public async Task A_file_that_is_larger_than_the_site_takes_is_refused_before_a_byte_is_sent()
    {
        using HttpResponseMessage answer = await PostAsync("1000001", "cells.h5ad");
        Assert.StartsWith("cells.h5ad: expected at most 1 MB", await ProblemDocument.ReadAsync(answer, 413), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("many")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("99999999999999999999")]
    public async Task A_length_that_is_none_is_refused(string length)
    {
        using HttpResponseMessage answer = await PostAsync(length, "cells.h5ad");
        Assert.Contains("expected", await ProblemDocument.ReadAsync(answer, 400), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("filename")]
    [InlineData("filename !!!")]
    [InlineData("other Y2VsbHM=")]
    public async Task Metadata_without_a_readable_name_are_refused(string metadata)
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Post, "/api/uploads", null, ("Tus-Resumable", "1.0.0"), ("Upload-Length", "10"), ("Upload-Metadata", metadata));
        Assert.StartsWith("Upload-Metadata: expected", await ProblemDocument.ReadAsync(answer, 400), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../../etc/passwd.h5ad", "passwd.h5ad")]
    [InlineData("C:\\secret\\cells.h5ad", "cells.h5ad")]
    [InlineData("<script>alert(1)</script>.h5ad", "script_.h5ad")]
    [InlineData("a\"; filename=\"b\r\nX-Evil: 1.h5ad", "a_; filename=_b__X-Evil_ 1.h5ad")]
    [InlineData("..h5ad ", "h5ad")]
    [InlineData("Zellen µ ü 細胞.h5ad", "Zellen µ ü 細胞.h5ad")]
    public async Task A_hostile_name_becomes_a_harmless_one_in_the_folder_and_in_the_download(string hostile, string harmless)
    {
        string upload = await CreateAsync(Content.Length, hostile);
        using HttpResponseMessage answer = await AppendAsync(upload, 0, Content);
        string dataset = Header(answer, "CellDynamics-Dataset");
        Assert.True(File.Exists(Path.Combine(site.DataRoot, "datasets", dataset, "file", harmless)), $"Not under {harmless}.");
        using HttpResponseMessage file = await site.SendAsync(HttpMethod.Get, $"/api/datasets/{dataset}/file");
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal(harmless, file.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.False(file.Headers.Contains("X-Evil"));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("///")]
    [InlineData("\u0000\u0001")]
    public async Task A_name_of_which_nothing_is_left_is_refused(string name)
    {
        using HttpResponseMessage answer = await PostAsync("10", name);
        Assert.Contains("expected a name such as cells.h5ad", await ProblemDocument.ReadAsync(answer, 400), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_version_of_the_protocol_is_refused_with_ours()
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Post, "/api/uploads", null, ("Tus-Resumable", "0.2.2"), ("Upload-Length", "10"));
        Assert.Equal("1.0.0", Header(answer, "Tus-Version"));
        Assert.StartsWith("Tus-Resumable: expected 1.0.0", await ProblemDocument.ReadAsync(answer, 412), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_piece_of_another_type_is_refused()
    {
        string upload = await CreateAsync(Content.Length, "cells.h5ad");
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Patch, upload, new ByteArrayContent(Content), ("Tus-Resumable", "1.0.0"), ("Upload-Offset", "0"));
        Assert.StartsWith("Content-Type: expected application/offset+octet-stream", await ProblemDocument.ReadAsync(answer, 415), StringComparison.Ordinal);
    }

    private async Task<string> CreateAsync(int length, string name)
    {
        using HttpResponseMessage answer = await PostAsync($"{length}", name);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return answer.Headers.Location!.OriginalString;
    }

    private Task<HttpResponseMessage> PostAsync(string length, string name) => site.SendAsync(
        HttpMethod.Post, "/api/uploads", null, ("Tus-Resumable", "1.0.0"), ("Upload-Length", length), ("Upload-Metadata", $"filename {Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}"));

    private async Task<HttpResponseMessage> AppendAsync(string upload, long offset, byte[] piece, params (string, string)[] headers)
    {
        using var content = new ByteArrayContent(piece);
        content.Headers.ContentType = new("application/offset+octet-stream");
        return await site.SendAsync(HttpMethod.Patch, upload, content, [("Tus-Resumable", "1.0.0"), ("Upload-Offset", $"{offset}"), .. headers]);
    }

    private async Task<string> OffsetAsync(string upload)
    {
        using HttpResponseMessage answer = await site.SendAsync(HttpMethod.Head, upload, null, ("Tus-Resumable", "1.0.0"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("no-store", Header(answer, "Cache-Control"));
        return Header(answer, "Upload-Offset");
    }

    private static string Header(HttpResponseMessage answer, string name) => string.Join(",", answer.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values : []);
}
