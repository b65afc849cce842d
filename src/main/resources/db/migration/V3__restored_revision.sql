-- What was restored in place of the suspect. An incident file that is applied again while another revision serves than these two is
-- about a new fault.
ALTER TABLE incident ADD COLUMN restored_revision text;
