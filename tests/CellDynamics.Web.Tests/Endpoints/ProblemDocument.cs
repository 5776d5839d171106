using System.Text.Json;

namespace CellDynamics.Web.Tests.Endpoints;

/// <summary>A refusal in words (RFC 9457).</summary>
internal static class ProblemDocument
{
    /// <summary>The detail, after checking that status and form are right and that nothing of the server leaks.</summary>
    public static async Task<string> ReadAsync(HttpResponseMessage answer, int status)
    {
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"Expected {status}, found {(int)answer.StatusCode}: {body}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("   at ", body, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetTempPath(), body, StringComparison.Ordinal);
        return JsonDocument.Parse(body).RootElement.GetProperty("detail").GetString()!;
    }

}
