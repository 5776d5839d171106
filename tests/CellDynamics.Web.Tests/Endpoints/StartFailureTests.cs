using System.Data.Common;
using CellDynamics.Web.Hosting;

namespace CellDynamics.Web.Tests.Endpoints;

public class StartFailureTests
{
    [Fact]
    public void What_keeps_the_site_from_starting_is_said_under_the_setting_that_it_is_about()
    {
        Assert.StartsWith("DataRoot: expected a folder that this user may write to", StartFailure.Describe(new UnauthorizedAccessException("Access is denied.")), StringComparison.Ordinal);
        Assert.StartsWith("Database:ConnectionString: expected a database that answers, found: Refused.", StartFailure.Describe(new InvalidOperationException("Likely transient", new Outage("Refused"))), StringComparison.Ordinal);
        // A setting that explains itself keeps its own words, whatever it was that it met.
        Assert.Equal("Metrics:TokenFile: expected a file that can be read.", StartFailure.Describe(new InvalidOperationException("Metrics:TokenFile: expected a file that can be read.", new UnauthorizedAccessException())));
        Assert.Null(StartFailure.Describe(new NotSupportedException()));
    }

    private sealed class Outage(string message) : DbException(message);
}
